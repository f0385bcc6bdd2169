using ClerkSync.Tests.Drivers;
using FsCheck;
using FsCheck.Fluent;
using Xunit.Abstractions;

namespace ClerkSync.Tests.Webhooks;

/// <summary>Checks the invariants with generated histories.</summary>
public class ConvergenceTests(TestDatabase database, ITestOutputHelper output)
    : IClassFixture<TestDatabase>,
        IAsyncLifetime
{
    private const int MaxConnections = 16;
    private readonly List<TestApp> _apps = [];

    /// <summary>The number of generated histories.</summary>
    protected virtual int Histories => TestSize.Of(reduced: 200, full: 1000);

    public async Task InitializeAsync()
    {
        await Chaos.InstallAsync(database);
        for (var i = 0; i < MaxConnections; i++)
        {
            _apps.Add(await TestApp.StartAsync(database));
        }
    }

    public async Task DisposeAsync()
    {
        foreach (var app in _apps)
        {
            await app.DisposeAsync();
        }
    }

    [Fact]
    public virtual void Any_history_in_any_order_with_failures_converges_to_the_state_of_Clerk()
    {
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(Histories).WithQuietOnSuccess(true),
            Prop.ForAll(Webhooks.Histories.Arbitrary, ConvergesAsync)
        );

        output.WriteLine($"{Histories} histories");
    }

    private async Task ConvergesAsync(History history)
    {
        await Chaos.SetShareAsync(database, 0.02);
        var failed = await DeliverAsync(history, history.Deliveries);
        await Chaos.SetShareAsync(database, 0);

        var failedAgain = await DeliverAsync(history, failed);
        Assert.Empty(failedAgain);
        var rows = await StateRows.ReadWithVersionsAsync(database, history);
        Assert.Equal(ExpectedState.After(history), rows.Select(row => row.Row));
        await AssertEveryMessageSucceededOnceAsync(history);
        await AssertDuplicatesChangeNothingAsync(history, rows);
        Assert.Empty(await Ledger.FindFaultsAsync(database.DataSource));
    }

    private async Task AssertEveryMessageSucceededOnceAsync(History history)
    {
        var outcomes = await database.QueryAsync<string>(
            "select outcome from webhook_deliveries where svix_id = any(@ids)",
            new { ids = history.Messages.Select(message => message.SvixId).ToArray() }
        );
        Assert.Equal(history.Messages.Count, outcomes.Count);
        Assert.All(outcomes, outcome => Assert.True(outcome is "applied" or "stale", outcome));
    }

    private async Task AssertDuplicatesChangeNothingAsync(History history, IReadOnlyList<(string, string)> before)
    {
        foreach (var message in history.Messages)
        {
            var answer = await _apps[0].DeliverAsync(message.Event.ToJson(), message.SvixId);
            Assert.Equal("duplicate", answer.Outcome);
        }

        Assert.Equal(before, await StateRows.ReadWithVersionsAsync(database, history));
    }

    /// <summary>Delivers messages over as many connections as the history specifies.</summary>
    /// <returns>The messages without a 2xx response.</returns>
    private async Task<IReadOnlyList<int>> DeliverAsync(History history, IReadOnlyList<int> deliveries)
    {
        var failed = new System.Collections.Concurrent.ConcurrentBag<int>();
        await Parallel.ForEachAsync(
            deliveries.Select((message, position) => (message, position)),
            new ParallelOptions { MaxDegreeOfParallelism = history.Connections },
            async (delivery, _) =>
            {
                var app = _apps[history.IsScaledOut ? delivery.position % history.Connections : 0];
                var (svixId, sent) = history.Messages[delivery.message];
                var answer = await app.DeliverAsync(sent.ToJson(), svixId);
                if (!answer.IsSuccess)
                {
                    failed.Add(delivery.message);
                }
            }
        );
        return [.. failed.Distinct()];
    }
}
