using ClerkSync.Tests.Drivers;
using FsCheck;
using FsCheck.Fluent;
using Xunit.Abstractions;

namespace ClerkSync.Tests.Webhooks;

/// <summary>The invariants, over histories that nobody thought of.</summary>
public sealed class ConvergenceTests(TestDatabase database, ITestOutputHelper output)
    : IClassFixture<TestDatabase>,
        IAsyncLifetime
{
    private const int MostConnections = 16;
    private readonly List<TestApp> _apps = [];

    public async Task InitializeAsync()
    {
        await Chaos.InstallAsync(database);
        for (var i = 0; i < MostConnections; i++)
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
    public void Any_history_delivered_in_any_order_with_failures_ends_as_Clerk_has_it()
    {
        var histories = TestSize.Of(reduced: 200, full: 1000);

        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(histories).WithQuietOnSuccess(true),
            Prop.ForAll(Histories.Arbitrary, ConvergesAsync)
        );

        output.WriteLine($"{histories} histories");
    }

    private async Task ConvergesAsync(History history)
    {
        await Chaos.SetShareAsync(database, 0.02);
        var failed = await DeliverAsync(history, history.Deliveries);
        await Chaos.SetShareAsync(database, 0);

        var failedAgain = await DeliverAsync(history, failed);
        Assert.Empty(failedAgain);
        var (rows, versions) = await ReadAsync(history);
        Assert.Equal(ExpectedState.After(history), rows);
        await AssertEveryMessageSucceededOnceAsync(history);
        await AssertDuplicatesChangeNothingAsync(history, versions);
    }

    /// <summary>The rows of a history as lines, and what changes whenever one of them is written.</summary>
    private async Task<(IReadOnlyList<string> Rows, IReadOnlyList<string> Versions)> ReadAsync(History history)
    {
        var rows = await database.QueryAsync<(string Row, string Version)>(
            """
            select row, version
            from (
                select clerk_id, format('%s %s claims %s holds %s', clerk_id, first_name, primary_email, email) as row,
                    concat(xmin, ' ', updated_at) as version
                from users
                union all
                select clerk_id, format('%s %s', clerk_id, name), concat(xmin, ' ', updated_at)
                from organizations
                union all
                select clerk_id, format('%s %s %s %s', clerk_id, role, user_clerk_id, organization_clerk_id),
                    concat(xmin, ' ', updated_at)
                from organization_memberships
            ) as rows
            where split_part(clerk_id, '_', 2) = @Run
            order by row collate "C"
            """,
            new { Run = history.Messages.Select(message => message.Event.Id.Split('_')[1]).FirstOrDefault() }
        );
        return ([.. rows.Select(row => row.Row)], [.. rows.Select(row => row.Version)]);
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

    private async Task AssertDuplicatesChangeNothingAsync(History history, IReadOnlyList<string> before)
    {
        foreach (var message in history.Messages)
        {
            var answer = await _apps[0].DeliverAsync(message.Event.ToJson(), message.SvixId);
            Assert.Equal("duplicate", answer.Outcome);
        }

        Assert.Equal(before, (await ReadAsync(history)).Versions);
    }

    /// <summary>Delivers over so many connections as the history says.</summary>
    /// <returns>The messages that were not answered 2xx.</returns>
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
