using ClerkSync.Core.ClerkApi;
using ClerkSync.Core.Mirror;
using ClerkSync.Tests.Drivers;
using ClerkSync.Tests.Webhooks;
using FsCheck;
using FsCheck.Fluent;
using Npgsql;

namespace ClerkSync.Tests.Mirror;

/// <summary>Checks the invariants with a backfill and a repair that run during the deliveries.</summary>
public class MirrorConvergenceTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncLifetime
{
    // Clerk's rate limit for a development key would make the test wait.
    private const string LiveKey = "sk_live_made0up0for0the0tests";
    private const int Apps = 4;
    private readonly List<TestApp> _apps = [];
    private FakeClerkApi _clerk = null!;

    /// <summary>The number of generated histories.</summary>
    protected virtual int Histories => TestSize.Of(reduced: 50, full: 300);

    public async Task InitializeAsync()
    {
        await Chaos.InstallAsync(database);
        _clerk = await FakeClerkApi.StartAsync();
        _clerk.AcceptedKey = LiveKey;
        for (var i = 0; i < Apps; i++)
        {
            _apps.Add(
                await TestApp.StartAsync(database, (ClerkApiUrl.Setting, _clerk.Url), (ClerkSecretKey.Setting, LiveKey))
            );
        }
    }

    public async Task DisposeAsync()
    {
        foreach (var app in _apps)
        {
            await app.DisposeAsync();
        }

        await _clerk.DisposeAsync();
    }

    [Fact]
    public virtual async Task Any_history_with_a_concurrent_backfill_and_repair_converges_to_the_state_of_Clerk()
    {
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(Histories).WithQuietOnSuccess(true),
            Prop.ForAll(Webhooks.Histories.Arbitrary, ConvergesAsync)
        );

        var succeeded = await database.QueryAsync<string>(
            "select distinct kind from sync_runs where status = 'succeeded'"
        );
        Assert.Equal(["backfill", "repair"], succeeded.Order());
    }

    private async Task ConvergesAsync(History history)
    {
        await database.ExecuteAsync(
            "truncate users, organizations, organization_memberships, tombstones, webhook_deliveries cascade"
        );
        Serve(history);

        await Chaos.SetShareAsync(database, 0.01);
        var delivering = DeliverAsync(history, history.Deliveries);
        await Task.WhenAll(delivering, MirrorAsync(_apps[0], BackfillAsync), MirrorAsync(_apps[1], RepairAsync));
        await Chaos.SetShareAsync(database, 0);
        Assert.Empty(await DeliverAsync(history, await delivering));

        Assert.Equal(ExpectedState.After(history), await StateRows.ReadAsync(database, history));
        Assert.Empty(await Ledger.FindFaultsAsync(database.DataSource));
    }

    /// <summary>Serves the final state of the history from the start, because Clerk is ahead of its webhooks.</summary>
    private void Serve(History history)
    {
        var last = history
            .Messages.Select(message => message.Event)
            .GroupBy(sent => sent.Id)
            .Select(sent => sent.Last())
            .Where(sent => !sent.Type.EndsWith(".deleted", StringComparison.Ordinal))
            .OrderBy(sent => sent.Id, StringComparer.Ordinal)
            .ToList();
        Replace(_clerk.Users, last.OfType<UserEvent>());
        Replace(_clerk.Organizations, last.OfType<OrganizationEvent>());
        Replace(_clerk.Memberships, last.OfType<MembershipEvent>());

        static void Replace(List<System.Text.Json.Nodes.JsonObject> objects, IEnumerable<ITestEvent> events)
        {
            objects.Clear();
            objects.AddRange(events.Select(sent => sent.ToJson()["data"]!.DeepClone().AsObject()));
        }
    }

    private static Task BackfillAsync(TestApp app) =>
        app.Get<Backfill>()
            .RunAsync(new BackfillOptions { Restart = true }, new Progress<BackfillProgress>(), CancellationToken.None);

    private static Task RepairAsync(TestApp app) =>
        app.Get<Repair>()
            .RunAsync(
                new RepairOptions { MaxRemovals = 100, KeepYoungerThan = TimeSpan.Zero },
                new Progress<long>(),
                CancellationToken.None
            );

    /// <summary>Runs a backfill or a repair. A failing statement may end the run.</summary>
    private static async Task MirrorAsync(TestApp app, Func<TestApp, Task> run)
    {
        try
        {
            await run(app);
        }
        catch (NpgsqlException) { }
    }

    private async Task<IReadOnlyList<int>> DeliverAsync(History history, IReadOnlyList<int> deliveries)
    {
        var failed = new System.Collections.Concurrent.ConcurrentBag<int>();
        await Parallel.ForEachAsync(
            deliveries.Select((message, position) => (message, position)),
            new ParallelOptions { MaxDegreeOfParallelism = history.Connections },
            async (delivery, _) =>
            {
                var (svixId, sent) = history.Messages[delivery.message];
                if (!(await _apps[delivery.position % Apps].DeliverAsync(sent.ToJson(), svixId)).IsSuccess)
                {
                    failed.Add(delivery.message);
                }
            }
        );
        return [.. failed.Distinct()];
    }
}
