using System.Diagnostics;
using ClerkSync.LocalHost.Up;
using ClerkSync.SimulatedClerk;
using ClerkSync.SimulatedClerk.Objects;
using ClerkSync.Tests.Drivers;

namespace ClerkSync.Tests.Mirror;

/// <summary><c>clerksync backfill</c> in a separate process that is killed while users are deleted in Clerk.</summary>
public sealed class BackfillKillTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncLifetime
{
    // Clerk's rate limit for a development key would make the test wait.
    private const string LiveKey = "sk_live_made0up0for0the0tests";
    private const int LimitOfLiveKey = 1000;
    private static readonly int Users = TestSize.Of(reduced: 10_000, full: 100_000);

    private readonly string _folder = Directory.CreateTempSubdirectory("clerksync-backfill-").FullName;
    private readonly HashSet<string> _deleted = [];
    private TestApp _app = null!;
    private SimulatedClerkServer _clerk = null!;

    public async Task InitializeAsync()
    {
        _app = await TestApp.StartAsync(database);
        new DataFolder(_folder).EnsureSecret("secret-key", () => LiveKey);
        _clerk = await SimulatedClerkServer.StartAsync(
            new SimulatedClerkOptions
            {
                Endpoint = new Uri(_app.Http.BaseAddress!, "api/webhooks/clerk"),
                WebhookSecret = TestApp.Secret,
                DataFolder = _folder,
                Settings = new SimulationSettings { RateLimit = LimitOfLiveKey },
            },
            CancellationToken.None
        );
        _clerk.Users.CreateSilently(Enumerable.Range(0, Users).Select(Draw));
    }

    public async Task DisposeAsync()
    {
        await _clerk.DisposeAsync();
        await _app.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Backfill_that_is_killed_three_times_ends_with_exactly_the_users_in_Clerk()
    {
        foreach (var percent in new[] { 10, 25, 40 })
        {
            using var killed = Start();
            await WaitForProgressAsync(killed, percent);
            Assert.False(killed.HasExited, "It ended before it could be killed.");
            DeleteAtRandom(Users / 400);
            killed.Kill();
            await killed.WaitForExitAsync();
            // Deletes the users at the cursors, so that the backfill resumes after users that no longer exist.
            Delete(await ReadCursorsAsync());
        }

        using var last = Start();
        await WaitForProgressAsync(last, 50);
        DeleteAtRandom(Users / 400);
        await last.WaitForExitAsync();
        Assert.True(await _clerk.WaitUntilIdleAsync(TimeSpan.FromSeconds(30), CancellationToken.None));

        Assert.Equal((0, Users), (last.ExitCode, _clerk.Users.Count + _deleted.Count));
        Assert.Equal(
            _clerk.Users.All().Select(user => user.Id).Order(StringComparer.Ordinal),
            await database.QueryAsync<string>("select clerk_id from users order by clerk_id collate \"C\"")
        );
        Assert.Equal(
            _deleted.Order(StringComparer.Ordinal),
            await database.QueryAsync<string>("select clerk_id from tombstones order by clerk_id collate \"C\"")
        );
        Assert.Equal(
            ["backfill succeeded"],
            await database.QueryAsync<string>("select kind || ' ' || status from sync_runs")
        );
    }

    /// <summary>Spreads the creation times over a year. Three users at a time share one millisecond.</summary>
    private static NewUser Draw(int index) =>
        new()
        {
            Emails = [$"{index}@example.com"],
            CreatedAt = UserEvent.Start + (index / 3 * (TimeSpan.MillisecondsPerDay * 365 / Users)),
        };

    private Process Start() =>
        CliProcess.Start(
            ["backfill", "--data", _folder],
            ("DATABASE_URL", database.ConnectionString),
            ("CLERK_API_URL", _clerk.BaseUrl),
            ("CLERK_SECRET_KEY", LiveKey)
        );

    /// <summary>Waits until the checkpoint has reached a percentage, or the process has ended.</summary>
    private async Task WaitForProgressAsync(Process process, int percent)
    {
        while (!process.HasExited && await ReadProgressAsync() < Users / 100 * percent)
        {
            await Task.Delay(5);
        }
    }

    private Task<long> ReadProgressAsync() =>
        database.ScalarAsync<long>(
            "select coalesce(sum((checkpoint -> 'users' ->> 'read')::bigint), 0) from sync_runs"
        );

    private Task<IReadOnlyList<string>> ReadCursorsAsync() =>
        database.QueryAsync<string>(
            """
            select range ->> 'lastId'
            from sync_runs, jsonb_array_elements(checkpoint -> 'ranges') as range
            where range ->> 'lastId' is not null and not (range ->> 'isDone')::boolean
            """
        );

    private void DeleteAtRandom(int count) =>
        Delete(Random.Shared.GetItems([.. _clerk.Users.All().Select(user => user.Id)], count).Distinct());

    /// <summary>Deletes users in Clerk, which sends a webhook for each user.</summary>
    private void Delete(IEnumerable<string> ids)
    {
        foreach (var id in ids.Where(id => _clerk.Users.Find(id) is not null))
        {
            _clerk.Users.Delete(id);
            _deleted.Add(id);
        }
    }
}
