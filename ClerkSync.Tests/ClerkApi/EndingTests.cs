using System.Diagnostics;
using ClerkSync.Tests.Drivers;

namespace ClerkSync.Tests.ClerkApi;

public sealed class EndingTests : IAsyncLifetime
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    private FakeClerkApi _clerk = null!;

    public async Task InitializeAsync() => _clerk = await FakeClerkApi.StartAsync();

    public async Task DisposeAsync() => await _clerk.DisposeAsync();

    [Fact]
    public async Task Response_that_stops_midway_times_out_and_is_retried()
    {
        _clerk.Faults.Enqueue(Answers.Hang);

        var reading = _clerk.CreateClient().GetInstanceAsync(CancellationToken.None);
        await _clerk.WaitForRequestAsync();
        _clerk.Time.ExpireDeadlines();

        Assert.Equal("ins_1", (await reading.WaitAsync(Timeout)).Id.Value);
    }

    [Fact]
    public async Task Cancellation_ends_a_wait_immediately()
    {
        _clerk.Always = Answers.TooMany(50);
        await AssertCancelsImmediatelyAsync();
    }

    [Fact]
    public async Task Cancellation_ends_a_response_in_progress_immediately()
    {
        _clerk.Always = Answers.Hang;
        await AssertCancelsImmediatelyAsync();
    }

    private async Task AssertCancelsImmediatelyAsync()
    {
        using var cancellation = new CancellationTokenSource();
        var reading = _clerk.CreateClient(time: TimeProvider.System).GetInstanceAsync(cancellation.Token);
        await _clerk.WaitForRequestAsync();
        var watch = Stopwatch.StartNew();
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading.WaitAsync(Timeout));
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(2));
    }
}
