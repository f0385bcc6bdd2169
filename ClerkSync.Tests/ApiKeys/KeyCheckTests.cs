using System.Net;
using System.Net.Http.Headers;
using System.Text;
using ClerkSync.Core;
using ClerkSync.Core.ApiKeys;
using ClerkSync.Tests.Drivers;

namespace ClerkSync.Tests.ApiKeys;

/// <summary>What the check of an API key asks of Postgres, counted on the wire.</summary>
public sealed class KeyCheckTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncLifetime
{
    private RoundTrips _line = null!;
    private TestApp _app = null!;
    private string _key = "";

    public async Task InitializeAsync()
    {
        _line = RoundTrips.Start(database.ConnectionString);
        _app = await TestApp.StartAsync(("DATABASE_URL", _line.ConnectionString));
        var id = UserEvent.NewId();
        await _app.DeliverAsync(UserEvent.Created(id));
        _key = (await _app.Get<ApiKeyService>().CreateAsync(new ClerkId(id), "ci", default))!.Key;
        await SendAsync(_key);
    }

    public async Task DisposeAsync()
    {
        await _app.DisposeAsync();
        await _line.DisposeAsync();
    }

    [Fact]
    public async Task Route_asks_once_who_owns_a_key()
    {
        var status = HttpStatusCode.OK;

        var trips = await _line.CountAsync(async () => status = await SendAsync(_key));

        Assert.Equal((HttpStatusCode.BadRequest, 1), (status, trips));
    }

    [Fact]
    public async Task Time_of_use_is_written_without_asking_again()
    {
        await database.ExecuteAsync("update api_keys set last_used_at = null");

        var trips = await _line.CountAsync(() => SendAsync(_key));

        Assert.Equal(1, trips);
        Assert.Equal(1L, await database.ScalarAsync<long>("select count(last_used_at) from api_keys"));
    }

    [Fact]
    public async Task Key_that_nobody_has_is_asked_for_once()
    {
        var status = HttpStatusCode.OK;
        var unknown = ApiKeyText.Create("csk_");

        var trips = await _line.CountAsync(async () => status = await SendAsync(unknown));

        Assert.Equal((HttpStatusCode.Unauthorized, 1), (status, trips));
    }

    [Fact]
    public async Task Typo_is_told_without_asking_the_database()
    {
        var status = HttpStatusCode.OK;
        var typo = _key[..^1] + (_key[^1] == 'x' ? 'y' : 'x');

        var trips = await _line.CountAsync(async () => status = await SendAsync(typo));

        Assert.Equal((HttpStatusCode.Unauthorized, 0), (status, trips));
    }

    /// <summary>Reports a run without a body, so that nothing comes after the check of the key.</summary>
    private async Task<HttpStatusCode> SendAsync(string key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("api/usage", UriKind.Relative))
        {
            Headers =
            {
                { "Authorization", new AuthenticationHeaderValue("Bearer", key).ToString() },
                { "Idempotency-Key", "run-1" },
            },
            Content = new StringContent("{}", Encoding.UTF8, "application/json"),
        };
        using var response = await _app.Http.SendAsync(request);
        return response.StatusCode;
    }
}
