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
        var users = await ReadAsync(history);
        Assert.Equivalent(ExpectedUsers.After(history), users.ToDictionary(u => u.ClerkId, Describe), strict: true);
        await AssertEveryMessageSucceededOnceAsync(history);
        await AssertDuplicatesChangeNothingAsync(history, users);
    }

    private static ExpectedUsers.Expected Describe(UserRow user) => new(user.FirstName, user.PrimaryEmail, user.Email);

    private async Task<IReadOnlyList<UserRow>> ReadAsync(History history) =>
        await database.QueryAsync<UserRow>(
            $"select {UserRow.Columns} from users where clerk_id = any(@ids) order by clerk_id",
            new { ids = history.Messages.Select(message => message.Event.Id).Distinct().ToArray() }
        );

    private async Task AssertEveryMessageSucceededOnceAsync(History history)
    {
        var outcomes = await database.QueryAsync<string>(
            "select outcome from webhook_deliveries where svix_id = any(@ids)",
            new { ids = history.Messages.Select(message => message.SvixId).ToArray() }
        );
        Assert.Equal(history.Messages.Count, outcomes.Count);
        Assert.All(outcomes, outcome => Assert.True(outcome is "applied" or "stale", outcome));
    }

    private async Task AssertDuplicatesChangeNothingAsync(History history, IReadOnlyList<UserRow> before)
    {
        foreach (var message in history.Messages)
        {
            var answer = await _apps[0].DeliverAsync(message.Event.ToJson(), message.SvixId);
            Assert.Equal("duplicate", answer.Outcome);
        }

        Assert.Equal(before, await ReadAsync(history));
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
                var (svixId, userEvent) = history.Messages[delivery.message];
                var answer = await app.DeliverAsync(userEvent.ToJson(), svixId);
                if (!answer.IsSuccess)
                {
                    failed.Add(delivery.message);
                }
            }
        );
        return [.. failed.Distinct()];
    }
}
