using ClerkSync.Core;
using ClerkSync.Core.ClerkApi;
using ClerkSync.Tests.Drivers;
using Microsoft.AspNetCore.Http;

namespace ClerkSync.Tests.ClerkApi;

public sealed class KeyTests : IAsyncLifetime
{
    private FakeClerkApi _clerk = null!;

    public async Task InitializeAsync() => _clerk = await FakeClerkApi.StartAsync();

    public async Task DisposeAsync() => await _clerk.DisposeAsync();

    [Fact]
    public async Task Every_request_has_the_key_and_the_API_version()
    {
        await _clerk.CreateClient().GetInstanceAsync(CancellationToken.None);

        var headers = Assert.Single(_clerk.Requests).Headers;
        Assert.Equal($"Bearer {FakeClerkApi.Key}", headers["Authorization"]);
        Assert.Equal("2026-05-12", headers["Clerk-API-Version"]);
    }

    [Fact]
    public async Task Wrong_key_is_reported_without_a_retry_and_with_the_trace_id()
    {
        var exception = await FailAsync(_clerk.CreateClient("sk_test_wrong"));

        Assert.Equal(ClerkApiErrorKind.KeyRejected, exception.Kind);
        Assert.Equal(
            "Clerk rejected the secret key (HTTP 401): it is wrong, cut off or revoked, or it is a publishable key. Copy the secret "
                + "key for CLERK_SECRET_KEY from the API keys page of the Clerk Dashboard. (clerk_trace_id trace0123)",
            exception.Message
        );
        Assert.Single(_clerk.Requests);
    }

    [Fact]
    public async Task Key_that_is_revoked_between_two_pages_ends_the_listing()
    {
        _clerk.Users.AddRange(Enumerable.Range(0, 600).Select(i => ClerkObject.Create($"user_{i}", i)));
        var count = 0;

        var exception = await Assert.ThrowsAsync<ClerkApiException>(async () =>
        {
            await foreach (
                var page in _clerk.CreateClient().ListUsersAsync(UserRange.All, null, CancellationToken.None)
            )
            {
                count += page.Count;
                _clerk.AcceptedKey = null;
            }
        });

        Assert.Equal(ClerkApiErrorKind.KeyRejected, exception.Kind);
        Assert.Equal(500, count);
    }

    [Fact]
    public async Task Missing_key_is_reported_at_the_first_request()
    {
        var client = _clerk.CreateClient(key: null);

        var exception = await Assert.ThrowsAsync<SettingException>(() =>
            client.GetInstanceAsync(CancellationToken.None)
        );

        Assert.Equal("CLERK_SECRET_KEY", exception.Setting);
        Assert.Empty(_clerk.Requests);
    }

    [Theory]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(307)]
    [InlineData(308)]
    public async Task Redirect_is_an_error_and_does_not_forward_the_key(int status)
    {
        await using var elsewhere = await FakeClerkApi.StartAsync();
        _clerk.Always = Answers.Text(status, "", ("Location", $"{elsewhere.Url}/v1/instance"));

        var exception = await FailAsync(_clerk.CreateClient());

        Assert.Equal(ClerkApiErrorKind.Unexpected, exception.Kind);
        Assert.Contains("redirect", exception.Message, StringComparison.Ordinal);
        Assert.Empty(elsewhere.Requests);
    }

    [Fact]
    public async Task Logs_and_errors_do_not_contain_the_key_even_if_the_server_returns_it()
    {
        _clerk.Faults.Enqueue(Answers.Error(500, FakeClerkApi.Key));
        _clerk.Faults.Enqueue(Answers.TooMany(1));
        _clerk.Faults.Enqueue(Answers.Cut);
        _clerk.Always = context =>
            Answers.Text(400, $$"""{"errors":[{"code":"{{Key(context)}}"}],"clerk_trace_id":"{{Key(context)}}"}""")(
                context
            );

        var exception = await FailAsync(_clerk.CreateClient());

        Assert.Equal(4, _clerk.Requests.Count);
        Assert.NotEmpty(_clerk.Logs);
        Assert.DoesNotContain(_clerk.Logs, line => line.Contains(FakeClerkApi.Key, StringComparison.Ordinal));
        Assert.DoesNotContain(FakeClerkApi.Key, exception.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Successful_request_logs_nothing()
    {
        await _clerk.CreateClient().GetInstanceAsync(CancellationToken.None);

        Assert.Empty(_clerk.Logs);
    }

    [Fact]
    public void Text_of_the_settings_does_not_contain_the_key()
    {
        var settings = ClerkApiSettingsTests.Read(("CLERK_SECRET_KEY", FakeClerkApi.Key));

        Assert.DoesNotContain(FakeClerkApi.Key, settings.ToString(), StringComparison.Ordinal);
    }

    private static string Key(HttpContext context) => context.Request.Headers.Authorization.ToString().Split(' ')[1];

    private static Task<ClerkApiException> FailAsync(ClerkApiClient client) =>
        Assert.ThrowsAsync<ClerkApiException>(() => client.GetInstanceAsync(CancellationToken.None));
}
