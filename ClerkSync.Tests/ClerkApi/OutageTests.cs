using System.Net;
using System.Net.Sockets;
using ClerkSync.Core.ClerkApi;
using ClerkSync.Tests.Drivers;

namespace ClerkSync.Tests.ClerkApi;

public sealed class OutageTests : IAsyncLifetime
{
    private const int AttemptsPerRequest = 8;

    private FakeClerkApi _clerk = null!;

    public async Task InitializeAsync() => _clerk = await FakeClerkApi.StartAsync();

    public async Task DisposeAsync() => await _clerk.DisposeAsync();

    [Theory]
    [InlineData(408)]
    [InlineData(500)]
    [InlineData(502)]
    [InlineData(503)]
    public async Task Request_is_retried_until_an_outage_ends(int status)
    {
        _clerk.Faults.Enqueue(Answers.Text(status, "<html>"));
        _clerk.Faults.Enqueue(Answers.Text(status, "<html>"));

        var instance = await _clerk.CreateClient().GetInstanceAsync(CancellationToken.None);

        Assert.Equal("ins_1", instance.Id.Value);
    }

    [Fact]
    public async Task Persistent_outage_is_reported_after_eight_attempts()
    {
        _clerk.Always = Answers.Error(503, "unavailable");

        var exception = await FailAsync();

        Assert.Equal(ClerkApiErrorKind.Unavailable, exception.Kind);
        Assert.Contains("503 unavailable", exception.Message, StringComparison.Ordinal);
        Assert.Equal(AttemptsPerRequest, _clerk.Requests.Count);
    }

    [Fact]
    public async Task Retries_use_an_increasing_backoff()
    {
        _clerk.Always = Answers.Error(503, "unavailable");

        await FailAsync();

        var times = _clerk.Requests.Select(request => request.At.TotalSeconds).ToArray();
        Assert.InRange(times[^1] - times[0], 10, 140);
        Assert.InRange(times[1] - times[0], 0, 3);
    }

    [Fact]
    public async Task Retry_waits_for_the_Retry_After_delay()
    {
        _clerk.Faults.Enqueue(Answers.TooMany(37));

        await _clerk.CreateClient().GetInstanceAsync(CancellationToken.None);

        Assert.InRange(_clerk.Requests.Last().At, TimeSpan.FromSeconds(37), TimeSpan.FromSeconds(42));
    }

    [Fact]
    public async Task Concurrent_requests_all_succeed_after_repeated_429_responses()
    {
        var client = _clerk.CreateClient();
        foreach (var seconds in Enumerable.Range(1, AttemptsPerRequest - 1))
        {
            _clerk.Faults.Enqueue(Answers.TooMany(seconds));
        }

        var answers = await Task.WhenAll(
            Enumerable.Range(0, 20).Select(_ => client.GetInstanceAsync(CancellationToken.None))
        );

        Assert.Equal(20 + AttemptsPerRequest - 1, _clerk.Requests.Count);
        Assert.Equal(20, answers.Length);
    }

    [Fact]
    public async Task Persistent_rate_limit_is_reported_after_eight_attempts()
    {
        _clerk.Always = Answers.TooMany(10);

        var exception = await FailAsync();

        Assert.Equal(ClerkApiErrorKind.RateLimited, exception.Kind);
        Assert.Contains("Try again in 10 s", exception.Message, StringComparison.Ordinal);
        Assert.Equal(AttemptsPerRequest, _clerk.Requests.Count);
    }

    [Fact]
    public async Task Retry_After_of_an_hour_is_reported_without_a_retry()
    {
        _clerk.Always = Answers.TooMany(3600);

        var exception = await FailAsync();

        Assert.Equal(ClerkApiErrorKind.RateLimited, exception.Kind);
        Assert.Single(_clerk.Requests);
    }

    [Fact]
    public async Task Unreachable_server_is_reported_with_its_address()
    {
        var client = _clerk.CreateClient(url: $"http://127.0.0.1:{FindFreePort()}");

        var exception = await Assert.ThrowsAsync<ClerkApiException>(() =>
            client.GetInstanceAsync(CancellationToken.None)
        );

        Assert.Equal(ClerkApiErrorKind.Unavailable, exception.Kind);
        Assert.Contains("cannot be reached at http://127.0.0.1:", exception.Message, StringComparison.Ordinal);
    }

    private Task<ClerkApiException> FailAsync() =>
        Assert.ThrowsAsync<ClerkApiException>(() => _clerk.CreateClient().GetInstanceAsync(CancellationToken.None));

    private static int FindFreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
