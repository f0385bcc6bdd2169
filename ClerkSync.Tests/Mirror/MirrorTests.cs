using System.Text.Json.Nodes;
using ClerkSync.Core;
using ClerkSync.Core.ClerkApi;
using ClerkSync.Core.Mirror;
using ClerkSync.Core.Objects;
using ClerkSync.Core.Users;
using ClerkSync.Tests.Drivers;

namespace ClerkSync.Tests.Mirror;

/// <summary>Backfill, drift and repair against Clerk's API over real HTTP and a real database.</summary>
public sealed class MirrorTests : IAsyncLifetime
{
    private static readonly Progress<BackfillProgress> NoProgress = new();
    private static readonly Progress<long> NoCount = new();
    private readonly TestDatabase _database = new();
    private FakeClerkApi _clerk = null!;
    private TestApp _app = null!;

    public async Task InitializeAsync()
    {
        await _database.InitializeAsync();
        _clerk = await FakeClerkApi.StartAsync();
        _app = await StartAppAsync();
    }

    public async Task DisposeAsync()
    {
        await _app.DisposeAsync();
        await _clerk.DisposeAsync();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task Backfill_writes_every_user_organization_and_membership()
    {
        AddUsers(1200);
        _clerk.Organizations.Add(ClerkObject.Create("org_1", UserEvent.Start));
        _clerk.Memberships.Add(ClerkObject.CreateMembership("org_1", "orgmem_1", UserEvent.Start));

        var result = await BackfillAsync();

        Assert.Equal(
            (1200, 1200, 1, 1),
            (result.TotalUsers, result.Inserted, result.Organizations, result.Memberships)
        );
        Assert.Equal(1200L, await _database.ScalarAsync<long>("select count(*) from users where email is not null"));
        Assert.Equal(1L, await _database.ScalarAsync<long>("select count(*) from organization_memberships"));
    }

    [Fact]
    public async Task Second_backfill_writes_nothing()
    {
        AddUsers(30);
        await BackfillAsync();

        var again = await BackfillAsync();

        Assert.Equal((0, 0), (again.Inserted, again.Updated));
    }

    [Fact]
    public async Task Webhook_of_the_same_or_a_newer_version_overrides_a_page()
    {
        AddUsers(2);
        await _app.DeliverAsync(UserEvent.Updated("user_000000") with { EventAt = 5, FirstName = "by webhook" });
        await _app.DeliverAsync(UserEvent.Updated("user_000001") with { UpdatedAt = 99, FirstName = "by webhook" });

        await BackfillAsync();

        Assert.Equal(
            ["by webhook", "by webhook"],
            await _database.QueryAsync<string>("select first_name from users order by clerk_id")
        );
    }

    [Fact]
    public async Task Newest_of_several_new_users_in_a_page_holds_their_common_email()
    {
        AddUsers(3);
        _clerk.Users[0]["email_addresses"]![0]!["email_address"] = "2@example.com";
        _clerk.Users[0]["updated_at"] = UserEvent.Start + 1;

        await BackfillAsync();

        Assert.Equal(
            ["2@example.com", "1@example.com", null],
            await _database.QueryAsync<string?>("select email from users order by clerk_id")
        );
    }

    [Fact]
    public async Task Deleted_user_is_not_recreated_by_a_page()
    {
        AddUsers(3);
        await _app.DeliverAsync(UserEvent.Deleted("user_000001"));

        await BackfillAsync();

        Assert.Equal(2L, await _database.ScalarAsync<long>("select count(*) from users"));
    }

    [Fact]
    public async Task Interrupted_backfill_resumes_where_it_stopped()
    {
        AddUsers(3000);
        using var killed = new CancellationTokenSource();
        var stop = new Reporter<BackfillProgress>(progress =>
        {
            if (progress.Users >= 1000)
            {
                killed.Cancel();
            }
        });
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            _app.Get<Backfill>().RunAsync(new BackfillOptions(), stop, killed.Token)
        );
        _clerk.Requests.Clear();

        var result = await BackfillAsync();

        Assert.Equal(3000L, await _database.ScalarAsync<long>("select count(*) from users"));
        Assert.Equal(3000, result.Inserted);
        // One request each for the instance, organizations and memberships, two counts, and fewer pages than a full backfill.
        Assert.True(_clerk.Requests.Count < 5 + 16 + 6, $"{_clerk.Requests.Count} requests");
        Assert.Equal(1L, await _database.ScalarAsync<long>("select count(*) from sync_runs"));
    }

    [Fact]
    public async Task Resumed_backfill_expects_and_reads_users_created_since_its_start()
    {
        AddUsers(20);
        await StartBackfillThatFailsAfterTheUsersAsync();
        var now = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
        _clerk.Users.Add(ClerkObject.Create("user_new", now));

        var resumed = await BackfillAsync();

        var users = resumed.Lists[0];
        Assert.Equal((21, 21, true), (users.Expected, users.Read, users.IsComplete));
        Assert.NotNull(await _database.FindUserAsync("user_new"));
        Assert.Equal(1L, await _database.ScalarAsync<long>("select count(*) from sync_runs"));
    }

    [Fact]
    public async Task Resumed_backfill_keeps_the_rows_that_Postgres_rejected_before()
    {
        AddUsers(20);
        await _database.ExecuteAsync("alter table users add constraint forbid check (clerk_id <> 'user_000007')");
        await StartBackfillThatFailsAfterTheUsersAsync();

        var resumed = await BackfillAsync();

        Assert.Equal((19, 1), (resumed.Inserted, resumed.Failed));
        Assert.Equal([new FailedRow("users", "user_000007", "23514 users forbid")], resumed.Failures);
    }

    [Fact]
    public async Task Checkpoint_in_the_format_of_an_older_build_starts_the_backfill_over()
    {
        AddUsers(20);
        await StartBackfillThatFailsAfterTheUsersAsync();
        await _database.ExecuteAsync(
            "update sync_runs set checkpoint = (checkpoint - 'rejected') || '{\"failed\": 1}'"
        );

        var result = await BackfillAsync();

        Assert.Equal((20, 0, 0, true), (result.Users, result.Inserted, result.Failed, result.IsComplete));
    }

    [Fact]
    public async Task Backfill_with_a_wrong_key_fails_and_can_be_resumed()
    {
        AddUsers(3);
        _clerk.AcceptedKey = "sk_test_another";
        await Assert.ThrowsAsync<ClerkApiException>(BackfillAsync);

        _clerk.AcceptedKey = FakeClerkApi.Key;
        await BackfillAsync();

        Assert.Equal(3L, await _database.ScalarAsync<long>("select count(*) from users"));
    }

    [Fact]
    public async Task Key_of_another_instance_is_rejected()
    {
        AddUsers(1);
        await _database.ExecuteAsync("insert into clerk_instance (clerk_id) values ('ins_other')");

        var rejection = await Assert.ThrowsAsync<MirrorException>(BackfillAsync);
        await Assert.ThrowsAsync<MirrorException>(() => RepairAsync());

        Assert.Contains("ins_other", rejection.Message, StringComparison.Ordinal);
        Assert.Equal(0L, await _database.ScalarAsync<long>("select count(*) from users"));
    }

    [Fact]
    public async Task Drift_reports_missing_extra_and_different_users()
    {
        AddUsers(10);
        await BackfillAsync();
        await _database.ExecuteAsync("delete from users where clerk_id = 'user_000001'");
        await _database.ExecuteAsync("update users set first_name = 'x', banned = true where clerk_id = 'user_000002'");
        _clerk.Users.RemoveAll(user => (string?)user["id"] == "user_000003");

        var report = await DriftAsync();

        Assert.Equal(
            ["user_000001 missing ", "user_000002 different first_name,banned", "user_000003 extra "],
            report
                .Findings.Select(f => $"{f.ClerkId} {f.Kind} {string.Join(',', f.Columns)}")
                .Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public async Task Drift_reports_nothing_when_nothing_differs()
    {
        AddUsers(50);
        _clerk.Users[7]["public_metadata"] = JsonNode.Parse("""{"b":1,"a":{"c":[1.50,null]}}""");
        _clerk.Users[8]["public_metadata"] = null;
        await BackfillAsync();

        var report = await DriftAsync();

        Assert.Equal((0, 50), (report.Total, report.Tables[0].Compared));
    }

    [Fact]
    public async Task Rows_with_a_missing_or_wrong_creation_time_are_reported_once()
    {
        AddUsers(250);
        await BackfillAsync();
        await _database.ExecuteAsync("update users set clerk_created_at = null where clerk_id < 'user_000150'");
        await _database.ExecuteAsync("update users set clerk_created_at = now() where clerk_id > 'user_000240'");

        var report = await DriftAsync();
        var repair = await RepairAsync();

        Assert.Equal((159, 159), (report.Total, repair.Written));
        Assert.Equal(0, (await DriftAsync()).Total);
    }

    [Fact]
    public async Task User_that_has_changed_in_Clerk_since_the_start_is_not_reported()
    {
        AddUsers(3);
        await BackfillAsync();
        _clerk.Users[1]["first_name"] = "later";
        _clerk.Users[1]["updated_at"] = DateTimeOffset.UtcNow.AddMinutes(1).ToUnixTimeMilliseconds();

        Assert.Equal(0, (await DriftAsync()).Total);
    }

    [Fact]
    public async Task Repair_corrects_all_differences_and_drift_then_reports_nothing()
    {
        AddUsers(300);
        await BackfillAsync();
        await _database.ExecuteAsync("update users set created_at = now() - interval '1 hour'");
        await _database.ExecuteAsync("delete from users where clerk_id = 'user_000001'");
        await _database.ExecuteAsync("update users set first_name = 'x', email = null where clerk_id = 'user_000002'");
        _clerk.Users.RemoveAll(user => (string?)user["id"] == "user_000003");

        var repair = await RepairAsync();

        Assert.Equal((2, 1, 0), (repair.Written, repair.Removed, repair.Kept));
        Assert.Equal(0, (await DriftAsync()).Total);
        Assert.Equal("2@example.com", (await _database.FindUserAsync("user_000002"))?.Email);
    }

    [Fact]
    public async Task Recent_row_is_not_removed()
    {
        AddUsers(200);
        await BackfillAsync();
        _clerk.Users.RemoveAt(0);

        var repair = await RepairAsync();

        Assert.Equal((0, 1), (repair.Removed, repair.Kept));
        Assert.NotNull(await _database.FindUserAsync("user_000000"));
    }

    [Fact]
    public async Task More_than_one_percent_of_the_rows_is_removed_only_with_MaxRemovals()
    {
        AddUsers(100);
        await BackfillAsync();
        await _database.ExecuteAsync("update users set created_at = now() - interval '1 hour'");
        _clerk.Users.RemoveRange(0, 2);

        var rejected = await RepairAsync();
        var allowed = await RepairAsync(new RepairOptions { MaxRemovals = 2 });

        Assert.Equal((0, 1), (rejected.Removed, rejected.Tables[0].RemovalLimit));
        Assert.Equal((2, false), (allowed.Removed, allowed.IsLimited));
    }

    [Fact]
    public async Task Tombstone_of_a_repair_is_removed_when_Clerk_has_the_user_again()
    {
        AddUsers(100);
        await BackfillAsync();
        await _database.ExecuteAsync("update users set created_at = now() - interval '1 hour'");
        var lost = _clerk.Users[0];
        _clerk.Users.RemoveAt(0);
        await RepairAsync();
        Assert.Null(await _database.FindUserAsync("user_000000"));

        _clerk.Users.Insert(0, lost);
        await RepairAsync();

        Assert.NotNull(await _database.FindUserAsync("user_000000"));
    }

    [Fact]
    public async Task User_that_Clerk_has_again_is_restored_in_soft_mode()
    {
        await using var app = await TestApp.StartAsync(
            _database,
            [.. _clerk.Settings, ("ClerkSync:DeleteMode", "soft")]
        );
        AddUsers(100);
        await BackfillAsync();
        await _database.ExecuteAsync("update users set created_at = now() - interval '1 hour'");
        var lost = _clerk.Users[0];
        _clerk.Users.RemoveAt(0);
        await app.Get<Repair>().RunAsync(new RepairOptions(), NoCount, CancellationToken.None);

        _clerk.Users.Insert(0, lost);
        await app.Get<Repair>().RunAsync(new RepairOptions(), NoCount, CancellationToken.None);

        Assert.Null((await _database.FindUserAsync("user_000000"))?.DeletedAt);
        Assert.Equal(0, (await DriftAsync()).Total);
    }

    [Fact]
    public async Task User_that_cannot_be_written_does_not_stop_the_backfill_of_others()
    {
        AddUsers(300);
        await _database.ExecuteAsync("alter table users add constraint forbid check (clerk_id <> 'user_000150')");

        var result = await BackfillAsync();

        Assert.Equal((299, 1), (result.Inserted, result.Failed));
        Assert.Equal([new FailedRow("users", "user_000150", "23514 users forbid")], result.Failures);
        Assert.Equal("incomplete", await _database.ScalarAsync<string>("select status from sync_runs"));
    }

    [Fact]
    public async Task Tombstone_of_a_webhook_is_never_removed()
    {
        AddUsers(3);
        await BackfillAsync();
        await _app.DeliverAsync(UserEvent.Deleted("user_000001"));

        var repair = await RepairAsync();

        Assert.Equal(0, repair.Found.Total);
        Assert.Null(await _database.FindUserAsync("user_000001"));
    }

    [Fact]
    public async Task User_that_cannot_be_written_does_not_stop_the_repair_of_others()
    {
        AddUsers(20);
        await _database.ExecuteAsync("alter table users add constraint forbid check (clerk_id <> 'user_000007')");

        var repair = await RepairAsync();

        Assert.Equal((19, 1, 1), (repair.Written, repair.Failed, repair.Remaining));
        Assert.Equal([new FailedRow("users", "user_000007", "23514 users forbid")], repair.Failures);
        Assert.Equal("incomplete", await _database.ScalarAsync<string>("select status from sync_runs"));
    }

    [Fact]
    public async Task Row_that_changed_since_it_was_compared_is_not_written()
    {
        AddUsers(1);
        await BackfillAsync();
        var compared = (await Users.FindRowsAsync(["user_000000"], CancellationToken.None))["user_000000"];
        await _database.ExecuteAsync("update users set first_name = 'since then'");
        var clerk = new ClerkUser
        {
            Id = new ClerkId("user_000000"),
            FirstName = "from Clerk",
            UpdatedAt = DateTimeOffset.UtcNow,
        };

        var outcome = await _app.Get<ObjectWriter>()
            .WriteAsync(
                ObjectWrite.Create(Users.Table, clerk) with
                {
                    ComparedRow = compared.Version,
                },
                CancellationToken.None
            );

        Assert.Equal(WriteOutcome.Stale, outcome);
        Assert.Equal("since then", (await _database.FindUserAsync("user_000000"))?.FirstName);
    }

    [Fact]
    public async Task Row_that_changes_during_the_request_to_Clerk_is_not_removed()
    {
        AddUsers(1);
        await BackfillAsync();
        _clerk.Faults.Enqueue(async context =>
        {
            await _database.ExecuteAsync("update users set first_name = 'meanwhile'");
            await Answers.Error(404, "resource_not_found")(context);
        });

        var removed = await RemoveAsync("user_000000");

        Assert.Empty(removed);
        Assert.NotNull(await _database.FindUserAsync("user_000000"));
    }

    [Fact]
    public async Task User_that_a_list_omits_but_Clerk_has_is_not_removed()
    {
        AddUsers(1);
        await BackfillAsync();

        Assert.Empty(await RemoveAsync("user_000000"));
        Assert.NotNull(await _database.FindUserAsync("user_000000"));
    }

    [Fact]
    public async Task Extra_user_is_removed_even_if_the_repair_gives_the_email_to_another_user()
    {
        AddUsers(2);
        await BackfillAsync();
        _clerk.Users.RemoveAt(1);
        _clerk.Users[0]["email_addresses"]![0]!["email_address"] = "1@example.com";
        _clerk.Users[0]["updated_at"] = UserEvent.Start + 1;

        var repair = await RepairAsync(new RepairOptions { MaxRemovals = 1, KeepYoungerThan = TimeSpan.Zero });

        Assert.Equal((1, 1), (repair.Written, repair.Removed));
        Assert.Equal(0, (await DriftAsync()).Total);
    }

    [Fact]
    public async Task Run_that_another_process_has_taken_over_stops()
    {
        var runs = _app.Get<SyncRunLog>();
        var first = await StartAsync();

        var second = await StartAsync();

        Assert.Equal(first.Run.Id, second.Run.Id);
        await Assert.ThrowsAsync<MirrorException>(() => runs.CheckpointAsync(first, "{}", CancellationToken.None));
        await runs.CheckpointAsync(second, "{}", CancellationToken.None);

        async Task<RunInProgress> StartAsync()
        {
            var owner = Guid.NewGuid();
            var run = await runs.StartAsync(
                SyncRunKind.Backfill,
                owner,
                resume: true,
                options: null,
                CancellationToken.None
            );
            return new RunInProgress(new StartedRun(run, owner), CancellationToken.None);
        }
    }

    [Fact]
    public async Task Runs_are_stored_with_their_status()
    {
        AddUsers(3);
        await BackfillAsync();
        await DriftAsync();

        var runs = await _database.QueryAsync<string>("select kind || ' ' || status from sync_runs order by id");

        Assert.Equal(["backfill succeeded", "drift succeeded"], runs);
    }

    private MirroredUsers Users => _app.Get<MirroredUsers>();

    /// <summary>Removes a user that a list has omitted.</summary>
    private async Task StartBackfillThatFailsAfterTheUsersAsync()
    {
        _clerk.Always = context =>
            (
                context.Request.Path == "/v1/organizations"
                    ? Answers.Error(401, "authentication_invalid")
                    : _clerk.FindRoute(context.Request)
            )(context);
        await Assert.ThrowsAsync<ClerkApiException>(BackfillAsync);
        _clerk.Always = null;
    }

    private Task<IReadOnlyList<string>> RemoveAsync(string id)
    {
        var found = new WrittenObjects("users", removalLimit: 1);
        found.AddExtra(id, owner: null);
        return _app.Get<ObjectRepair>()
            .RemoveAsync(Users, found, new RepairOptions { KeepYoungerThan = TimeSpan.Zero }, CancellationToken.None);
    }

    private Task<TestApp> StartAppAsync() => TestApp.StartAsync(_database, _clerk.Settings);

    private void AddUsers(int count)
    {
        for (var i = 0; i < count; i++)
        {
            var user = ClerkObject.Create($"user_{i:000000}", UserEvent.Start + (i * 1000));
            user["updated_at"] = UserEvent.Start;
            user["first_name"] = "by page";
            user["primary_email_address_id"] = "idn_1";
            user["email_addresses"] = new JsonArray(
                new JsonObject { ["id"] = "idn_1", ["email_address"] = $"{i}@example.com" }
            );
            _clerk.Users.Add(user);
        }
    }

    private Task<BackfillProgress> BackfillAsync() =>
        _app.Get<Backfill>().RunAsync(new BackfillOptions(), NoProgress, CancellationToken.None);

    private Task<DriftReport> DriftAsync() => _app.Get<Drift>().RunAsync(NoCount, CancellationToken.None);

    private Task<RepairReport> RepairAsync(RepairOptions? options = null) =>
        _app.Get<Repair>().RunAsync(options ?? new RepairOptions(), NoCount, CancellationToken.None);

    /// <summary>Calls the action synchronously, on the thread that reports.</summary>
    private sealed class Reporter<T>(Action<T> report) : IProgress<T>
    {
        public void Report(T value) => report(value);
    }
}
