using System.Text.Json.Nodes;
using ClerkSync.Core.Mirror;
using ClerkSync.Tests.Cli;
using ClerkSync.Tests.Drivers;

namespace ClerkSync.Tests.Mirror;

/// <summary>A dry run of a repair reports exactly what the repair then does, and changes nothing.</summary>
public sealed class DryRunTests : IAsyncLifetime
{
    private const string State = """
        select md5(
            (select string_agg(u::text, '' order by u.clerk_id) from users u)
            || (select count(*) from tombstones) || (select count(*) from sync_runs)
        )
        """;

    private readonly TestDatabase _database = new();
    private FakeClerkApi _clerk = null!;
    private TestApp _app = null!;

    public async Task InitializeAsync()
    {
        await _database.InitializeAsync();
        _clerk = await FakeClerkApi.StartAsync();
        _app = await TestApp.StartAsync(_database, _clerk.Settings);
        for (var i = 0; i < 500; i++)
        {
            var user = ClerkObject.Create($"user_{i:000}", UserEvent.Start + i);
            user["primary_email_address_id"] = "idn_1";
            user["email_addresses"] = new JsonArray(
                new JsonObject { ["id"] = "idn_1", ["email_address"] = $"{i}@example.com" }
            );
            _clerk.Users.Add(user);
        }

        await _app.Get<Backfill>()
            .RunAsync(new BackfillOptions(), new Progress<BackfillProgress>(), CancellationToken.None);
        await _database.ExecuteAsync("update users set created_at = now() - interval '1 hour'");
    }

    public async Task DisposeAsync()
    {
        await _app.DisposeAsync();
        await _clerk.DisposeAsync();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task Dry_run_counts_the_rows_to_write_remove_and_keep()
    {
        await CreateDriftAsync();

        var (planned, repaired) = await CompareAsync(new RepairOptions());

        // Four rows are different or missing, and a constraint rejects one of them. Of four extra rows, one is recent and one is
        // referenced by a foreign key.
        Assert.Equal(
            (3, 2, 1, 2, 3),
            (planned.Written, planned.Removed, planned.Kept, planned.Failed, planned.Remaining)
        );
        Assert.Equal(
            ["user_002 23514 users forbid", "user_498 23503 orders orders_user_id_fkey"],
            planned.Failures.Select(row => $"{row.ClerkId} {row.Error}")
        );
        Assert.Equal(Describe(planned), Describe(repaired));
    }

    [Fact]
    public async Task Dry_run_applies_the_removal_limit()
    {
        await CreateDriftAsync();
        _clerk.Users.RemoveRange(100, 5);

        var (planned, repaired) = await CompareAsync(new RepairOptions());

        Assert.Equal((4L, 0), (planned.Tables[0].RemovalLimit, planned.Removed));
        Assert.Equal(Describe(planned), Describe(repaired));
    }

    [Fact]
    public async Task Verb_without_yes_has_the_exit_code_of_the_repair()
    {
        _clerk.Users.RemoveRange(100, 9);
        using var folder = new CliFolder();
        (string, string)[] environment = [("DATABASE_URL", _database.ConnectionString), .. _clerk.Settings];

        var planned = await folder.RunAsync("repair", environment);
        var allowed = await folder.RunAsync("repair --max-removals 9", environment);
        var json = JsonNode.Parse((await folder.RunAsync("repair --json", environment)).Output)!;
        var rejected = await folder.RunAsync("repair --yes", environment);
        var repaired = await folder.RunAsync("repair --yes --max-removals 9", environment);

        Assert.Equal([1, 0, 1, 0], new[] { planned, allowed, rejected, repaired }.Select(result => result.ExitCode));
        Assert.Contains("This would write 0 rows, remove 0 and keep 9", planned.Output, StringComparison.Ordinal);
        Assert.Contains("To repair: clerksync repair --yes --max-removals 9", allowed.Output, StringComparison.Ordinal);
        Assert.Contains("remove 9 and keep 0", allowed.Output, StringComparison.Ordinal);
        Assert.Contains("removed 9, kept 0", repaired.Output, StringComparison.Ordinal);
        Assert.Equal((true, 9), ((bool)json["isDryRun"]!, (int)json["kept"]!));
    }

    [Theory]
    [InlineData("repair --yes", "Postgres rejected 2 rows:")]
    [InlineData("backfill", "Postgres rejected 1 row:")]
    public async Task Command_names_the_rows_that_Postgres_rejects_and_exits_with_1(string command, string heading)
    {
        await CreateDriftAsync();
        using var folder = new CliFolder();

        var result = await folder.RunAsync(command, [("DATABASE_URL", _database.ConnectionString), .. _clerk.Settings]);

        Assert.Equal(1, result.ExitCode);
        Assert.Contains(heading, result.Output, StringComparison.Ordinal);
        Assert.Contains("  users user_002 23514 users forbid", result.Output, StringComparison.Ordinal);
    }

    private async Task CreateDriftAsync()
    {
        await _database.ExecuteAsync(
            """
            delete from users where clerk_id in ('user_001', 'user_002');
            update users set first_name = 'x' where clerk_id in ('user_003', 'user_004');
            alter table users add constraint forbid check (clerk_id <> 'user_002');
            update users set created_at = now() where clerk_id = 'user_499';
            create table orders (user_id uuid references users (id));
            insert into orders select id from users where clerk_id = 'user_498';
            """
        );
        _clerk.Users.RemoveRange(496, 4);
    }

    private async Task<(RepairReport Planned, RepairReport Repaired)> CompareAsync(RepairOptions options)
    {
        var before = await _database.ScalarAsync<string>(State);
        var planned = await RepairAsync(options with { DryRun = true });
        Assert.Equal(before, await _database.ScalarAsync<string>(State));
        var repaired = await RepairAsync(options);
        Assert.Equal((true, false), (planned.IsDryRun, repaired.IsDryRun));
        return (planned, repaired);
    }

    private Task<RepairReport> RepairAsync(RepairOptions options) =>
        _app.Get<Repair>().RunAsync(options, new Progress<long>(), CancellationToken.None);

    private static IEnumerable<object> Describe(RepairReport report) =>
        [
            .. report.Tables,
            .. report.Failures,
            .. report.Found.Tables,
            .. report.Found.Findings.Select(finding =>
                $"{finding.ClerkId} {finding.Kind} {string.Join(',', finding.Columns)}"
            ),
        ];
}
