using System.Net;
using System.Net.Sockets;
using ClerkSync.Core.ClerkApi;
using ClerkSync.Tests.Drivers;

namespace ClerkSync.Tests.ClerkApi;

public sealed class OutageTests : IAsyncLifetime
{
    private const int AttemptsOfOne = 8;

    private FakeClerkApi _clerk = null!;

    public async Task InitializeAsync() => _clerk = await FakeClerkApi.StartAsync();

    public async Task DisposeAsync() => await _clerk.DisposeAsync();

    [Theory]
    [InlineData(408)]
    [InlineData(500)]
    [InlineData(502)]
    [InlineData(503)]
    public async Task An_outage_is_waited_out(int status)
    {
        _clerk.Faults.Enqueue(Answers.Text(status, "<html>"));
        _clerk.Faults.Enqueue(Answers.Text(status, "<html>"));

        var instance = await _clerk.CreateClient().GetInstanceAsync(CancellationToken.None);

        Assert.Equal("ins_1", instance.Id.Value);
    }

    [Fact]
    public async Task An_outage_that_stays_ends_with_a_sentence_after_eight_attempts()
    {
        _clerk.Always = Answers.Error(503, "unavailable");

        var exception = await FailAsync();

        Assert.Equal(ClerkApiErrorKind.Unavailable, exception.Kind);
        Assert.Contains("503 unavailable", exception.Message, StringComparison.Ordinal);
        Assert.Equal(AttemptsOfOne, _clerk.Requests.Count);
    }

    [Fact]
    public async Task Attempts_become_rarer()
    {
        _clerk.Always = Answers.Error(503, "unavailable");

        await FailAsync();

        var times = _clerk.Requests.Select(request => request.At.TotalSeconds).ToArray();
        Assert.InRange(times[^1] - times[0], 10, 140);
        Assert.InRange(times[1] - times[0], 0, 3);
    }

    [Fact]
    public async Task Retry_After_is_waited_for()
    {
        _clerk.Faults.Enqueue(Answers.TooMany(37));

        await _clerk.CreateClient().GetInstanceAsync(CancellationToken.None);

        Assert.InRange(_clerk.Requests.Last().At, TimeSpan.FromSeconds(37), TimeSpan.FromSeconds(42));
    }

    [Fact]
    public async Task A_storm_of_rejections_is_survived_by_all()
    {
        var client = _clerk.CreateClient();
        foreach (var seconds in Enumerable.Range(1, AttemptsOfOne - 1))
        {
            _clerk.Faults.Enqueue(Answers.TooMany(seconds));
        }

        var answers = await Task.WhenAll(
            Enumerable.Range(0, 20).Select(_ => client.GetInstanceAsync(CancellationToken.None))
        );

        Assert.Equal(20 + AttemptsOfOne - 1, _clerk.Requests.Count);
        Assert.Equal(20, answers.Length);
    }

    [Fact]
    public async Task A_rejection_that_stays_ends_with_a_sentence()
    {
        _clerk.Always = Answers.TooMany(10);

        var exception = await FailAsync();

        Assert.Equal(ClerkApiErrorKind.RateLimited, exception.Kind);
        Assert.Contains("Try again in 10 s", exception.Message, StringComparison.Ordinal);
        Assert.Equal(AttemptsOfOne, _clerk.Requests.Count);
    }

    [Fact]
    public async Task A_wait_of_an_hour_is_left_to_the_person()
    {
        _clerk.Always = Answers.TooMany(3600);

        var exception = await FailAsync();

        Assert.Equal(ClerkApiErrorKind.RateLimited, exception.Kind);
        Assert.Single(_clerk.Requests);
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_named()
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
