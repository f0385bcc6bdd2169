using ClerkSync.Core.ClerkApi;
using ClerkSync.Tests.Drivers;

namespace ClerkSync.Tests.ClerkApi;

public sealed class RequestBudgetTests
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(10);

    private readonly JumpingTime _time = new(ClerkApiRequests.Timeout);

    [Fact]
    public async Task Requests_within_the_budget_start_at_once_and_the_next_waits_for_a_window()
    {
        var budget = new RequestBudget(3, Window, _time);

        var times = await RunAsync(budget, 7);

        Assert.Equal([0, 0, 0, 10, 10, 10, 20], times.Select(time => time.TotalSeconds));
    }

    [Fact]
    public async Task Slow_request_holds_its_slot_until_one_window_after_its_response()
    {
        var budget = new RequestBudget(1, Window, _time);

        await budget.RunAsync(() => WaitAsync(TimeSpan.FromSeconds(4)), CancellationToken.None);
        var times = await RunAsync(budget, 1);

        Assert.Equal([14], times.Select(time => time.TotalSeconds));
    }

    [Fact]
    public async Task Failed_request_uses_a_slot()
    {
        var budget = new RequestBudget(1, Window, _time);

        await Assert.ThrowsAsync<IOException>(() =>
            budget.RunAsync<int>(() => throw new IOException(), CancellationToken.None)
        );
        var times = await RunAsync(budget, 1);

        Assert.Equal([10], times.Select(time => time.TotalSeconds));
    }

    [Fact]
    public async Task Pause_delays_all_requests_and_is_not_ended_by_a_shorter_pause()
    {
        var budget = new RequestBudget(5, Window, _time);
        budget.Pause(TimeSpan.FromSeconds(7));
        budget.Pause(TimeSpan.FromSeconds(2));

        var times = await RunAsync(budget, 2);

        Assert.Equal([7, 7], times.Select(time => time.TotalSeconds));
    }

    [Fact]
    public async Task Canceled_wait_uses_no_slot()
    {
        var budget = new RequestBudget(1, TimeSpan.FromMilliseconds(300), TimeProvider.System);
        await budget.RunAsync(() => Task.FromResult(0), CancellationToken.None);
        using var cancellation = new CancellationTokenSource();

        var waiting = budget.RunAsync(() => Task.FromResult(1), cancellation.Token);
        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        var next = budget.RunAsync(() => Task.FromResult(2), CancellationToken.None);
        Assert.Equal(2, await next.WaitAsync(Window));
    }

    [Theory]
    [InlineData("sk_test_made0up0for0the0tests", 100)]
    [InlineData("sk_live_made0up0for0the0tests", 1000)]
    public async Task No_window_has_more_requests_than_Clerk_allows_for_the_key(string key, int limit)
    {
        const int Concurrency = 8;
        await using var clerk = await FakeClerkApi.StartAsync();
        clerk.AcceptedKey = key;
        var client = clerk.CreateClient(key);

        await Parallel.ForAsync(
            0,
            (2 * limit) + 50,
            new ParallelOptions { MaxDegreeOfParallelism = Concurrency },
            async (_, token) => await client.GetInstanceAsync(token)
        );

        var times = clerk.Requests.Select(request => request.At).Order().ToArray();
        var gaps = times.Skip(limit).Zip(times, (later, earlier) => later - earlier);
        Assert.Equal((2 * limit) + 50, times.Length);
        Assert.All(gaps, gap => Assert.True(gap >= Window));
        Assert.Equal(TimeSpan.Zero, times[limit - Concurrency - 1]);
    }

    private async Task<List<TimeSpan>> RunAsync(RequestBudget budget, int count)
    {
        var times = new List<TimeSpan>();
        for (var i = 0; i < count; i++)
        {
            times.Add(await budget.RunAsync(() => Task.FromResult(_time.Elapsed), CancellationToken.None));
        }

        return times;
    }

    private async Task<int> WaitAsync(TimeSpan wait)
    {
        await Task.Delay(wait, _time);
        return 0;
    }
}
