using System.Diagnostics;
using ClerkSync.Tests.Drivers;

namespace ClerkSync.Tests.ClerkApi;

public sealed class EndingTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private FakeClerkApi _clerk = null!;

    public async Task InitializeAsync() => _clerk = await FakeClerkApi.StartAsync();

    public async Task DisposeAsync() => await _clerk.DisposeAsync();

    [Fact]
    public async Task An_answer_that_stops_half_way_runs_out_of_time()
    {
        _clerk.Faults.Enqueue(Answers.Hang);

        var reading = _clerk.CreateClient().GetInstanceAsync(CancellationToken.None);
        await _clerk.WaitForRequestAsync();
        _clerk.Time.ExpireDeadlines();

        Assert.Equal("ins_1", (await reading.WaitAsync(Patience)).Id.Value);
    }

    [Fact]
    public async Task Cancelling_ends_a_wait_at_once()
    {
        _clerk.Always = Answers.TooMany(50);
        await AssertCancelsAtOnceAsync();
    }

    [Fact]
    public async Task Cancelling_ends_an_answer_under_way_at_once()
    {
        _clerk.Always = Answers.Hang;
        await AssertCancelsAtOnceAsync();
    }

    private async Task AssertCancelsAtOnceAsync()
    {
        using var cancellation = new CancellationTokenSource();
        var reading = _clerk.CreateClient(time: TimeProvider.System).GetInstanceAsync(cancellation.Token);
        await _clerk.WaitForRequestAsync();
        var watch = Stopwatch.StartNew();
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading.WaitAsync(Patience));
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(2));
    }
}
