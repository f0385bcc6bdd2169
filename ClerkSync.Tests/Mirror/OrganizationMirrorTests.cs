using ClerkSync.Core.Mirror;
using ClerkSync.Tests.Drivers;

namespace ClerkSync.Tests.Mirror;

/// <summary>Drift and repair of organizations and memberships against Clerk's API over real HTTP and a real database.</summary>
public sealed class OrganizationMirrorTests : IAsyncLifetime
{
    private readonly TestDatabase _database = new();
    private FakeClerkApi _clerk = null!;
    private TestApp _app = null!;

    public async Task InitializeAsync()
    {
        await _database.InitializeAsync();
        _clerk = await FakeClerkApi.StartAsync();
        _app = await TestApp.StartAsync(_database, _clerk.Settings);
        for (var i = 0; i < 5; i++)
        {
            _clerk.Organizations.Add(ClerkObject.Create($"org_{i}", UserEvent.Start + i));
            _clerk.Memberships.Add(ClerkObject.CreateMembership($"org_{i}", $"orgmem_{i}", UserEvent.Start + i));
        }

        await _app.Get<Backfill>().RunAsync(new BackfillOptions(), new Progress<BackfillProgress>(), default);
    }

    public async Task DisposeAsync()
    {
        await _app.DisposeAsync();
        await _clerk.DisposeAsync();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task Drift_reports_nothing_when_nothing_differs()
    {
        var report = await DriftAsync();

        Assert.Equal(
            [("users", 0), ("organizations", 5), ("organization_memberships", 5)],
            report.Tables.Select(counts => (counts.Table, counts.Compared))
        );
        Assert.Equal(0, report.Total);
    }

    [Fact]
    public async Task Drift_names_the_table_and_the_columns()
    {
        await CreateDriftAsync();

        var report = await DriftAsync();

        Assert.Equal(
            [
                "organization_memberships orgmem_1 missing ",
                "organization_memberships orgmem_2 different role,permissions",
                "organization_memberships orgmem_3 extra ",
                "organizations org_1 missing ",
                "organizations org_2 different name",
                "organizations org_3 extra ",
            ],
            report
                .Findings.Select(f => $"{f.Table} {f.ClerkId} {f.Kind} {string.Join(',', f.Columns)}")
                .Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public async Task Repair_corrects_all_differences_and_drift_then_reports_nothing()
    {
        await CreateDriftAsync();

        var repair = await RepairAsync();

        // The removal of the organization has also ended its membership.
        Assert.Equal((4, 1), (repair.Written, repair.Removed));
        Assert.Equal(0, (await DriftAsync()).Total);
        Assert.Equal(
            ["org_3 true"],
            await _database.QueryAsync<string>("select clerk_id || ' ' || is_by_repair from tombstones")
        );
    }

    [Fact]
    public async Task Backfill_names_the_organizations_and_memberships_that_Postgres_rejects()
    {
        await _database.ExecuteAsync(
            """
            delete from organizations;
            delete from organization_memberships;
            alter table organizations add constraint forbid check (clerk_id <> 'org_1');
            alter table organization_memberships add constraint forbid check (clerk_id <> 'orgmem_2');
            """
        );

        var result = await _app.Get<Backfill>()
            .RunAsync(new BackfillOptions(), new Progress<BackfillProgress>(), default);

        Assert.Equal((2, false), (result.Failed, result.IsComplete));
        Assert.Equal(
            [
                new FailedRow("organizations", "org_1", "23514 organizations forbid"),
                new FailedRow("organization_memberships", "orgmem_2", "23514 organization_memberships forbid"),
            ],
            result.Failures
        );
    }

    [Fact]
    public async Task Memberships_removed_with_their_organization_do_not_count_toward_the_limit()
    {
        for (var i = 10; i < 20; i++)
        {
            _clerk.Memberships.Add(ClerkObject.CreateMembership("org_3", $"orgmem_{i}", UserEvent.Start + i));
        }

        await _app.Get<Backfill>().RunAsync(new BackfillOptions(), new Progress<BackfillProgress>(), default);
        _clerk.Organizations.RemoveAt(3);
        _clerk.Memberships.RemoveAll(membership => (string?)membership["organization"]!["id"] == "org_3");

        var repair = await RepairAsync(maxRemovals: 1);

        Assert.Equal((12, 1, 0, false), (repair.Found.Extra, repair.Removed, repair.Kept, repair.IsLimited));
        Assert.Equal(0, (await DriftAsync()).Total);
    }

    [Fact]
    public async Task Membership_that_Clerk_does_not_have_is_removed_without_its_organization()
    {
        _clerk.Memberships.RemoveAt(3);

        var repair = await RepairAsync();

        Assert.Equal(1, repair.Removed);
        Assert.Equal(0, (await DriftAsync()).Total);
        Assert.Equal(5L, await _database.ScalarAsync<long>("select count(*) from organizations"));
    }

    [Fact]
    public async Task Membership_that_a_newer_membership_has_replaced_is_removed()
    {
        _clerk.Memberships[3]["id"] = "orgmem_new";
        _clerk.Memberships[3]["updated_at"] = UserEvent.Start + 100;

        await RepairAsync();

        Assert.Equal(0, (await DriftAsync()).Total);
    }

    [Fact]
    public async Task Membership_row_with_the_wrong_user_is_corrected()
    {
        await _database.ExecuteAsync(
            "update organization_memberships set user_clerk_id = 'user_other' where clerk_id = 'orgmem_2'"
        );

        await RepairAsync();

        Assert.Equal(0, (await DriftAsync()).Total);
    }

    [Fact]
    public async Task Tombstones_of_a_repair_are_removed_when_Clerk_has_the_objects_again()
    {
        var (organization, membership) = (_clerk.Organizations[3], _clerk.Memberships[3]);
        _clerk.Organizations.RemoveAt(3);
        _clerk.Memberships.RemoveAt(3);
        await RepairAsync();

        _clerk.Organizations.Insert(3, organization);
        _clerk.Memberships.Insert(3, membership);
        await RepairAsync();

        Assert.Equal(0, (await DriftAsync()).Total);
        Assert.Equal(5L, await _database.ScalarAsync<long>("select count(*) from organization_memberships"));
    }

    [Fact]
    public async Task Membership_of_a_deleted_user_is_not_reported_as_missing()
    {
        await _app.DeliverAsync(UserEvent.Deleted("user_of_orgmem_2"));

        Assert.Equal(0, (await DriftAsync()).Total);
    }

    [Fact]
    public async Task Organizations_that_are_disabled_in_Clerk_are_extra_and_not_removed()
    {
        _clerk.Always = async context =>
            await (
                context.Request.Path.Value!.Contains("organization", StringComparison.Ordinal)
                    ? Answers.Error(403, "organization_not_enabled_in_instance")
                    : _clerk.FindRoute(context.Request)
            )(context);

        var repair = await RepairAsync();

        Assert.Equal((10, 0, 10), (repair.Found.Extra, repair.Removed, repair.Kept));
    }

    private async Task CreateDriftAsync()
    {
        await _database.ExecuteAsync("delete from organizations where clerk_id = 'org_1'");
        await _database.ExecuteAsync("update organizations set name = 'x' where clerk_id = 'org_2'");
        await _database.ExecuteAsync("delete from organization_memberships where clerk_id = 'orgmem_1'");
        await _database.ExecuteAsync(
            "update organization_memberships set role = 'x', permissions = '[\"x\"]' where clerk_id = 'orgmem_2'"
        );
        _clerk.Organizations.RemoveAt(3);
        _clerk.Memberships.RemoveAt(3);
    }

    private Task<DriftReport> DriftAsync() => _app.Get<Drift>().RunAsync(new Progress<long>(), default);

    private Task<RepairReport> RepairAsync(long maxRemovals = 10) =>
        _app.Get<Repair>()
            .RunAsync(
                new RepairOptions { MaxRemovals = maxRemovals, KeepYoungerThan = TimeSpan.Zero },
                new Progress<long>(),
                default
            );
}
