using System.Text.Json.Nodes;
using ClerkSync.Core.Access.Checks;
using ClerkSync.Core.Access.Repairs;
using ClerkSync.Tests.Drivers;
using Microsoft.Extensions.DependencyInjection;

namespace ClerkSync.Tests.Access;

/// <summary>
/// An approved repair writes only the mapped columns of one row, under the restricted role, and only while the incident is as shown.
/// </summary>
public sealed class AccessRepairTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncLifetime
{
    private SourceDriver _app = null!;

    public async Task InitializeAsync() => _app = await SourceDriver.StartAsync(database);

    public async Task DisposeAsync() => await _app.DisposeAsync();

    [Fact]
    public async Task Repair_writes_the_row_and_the_ledger_and_a_check_closes_the_incident()
    {
        await _app.AddAsync("user_1", await _app.SubscribeAsync(), "free");
        await _app.AddAsync("user_2", null, "free");
        var repair = await _app.FindOnlyRepairAsync();

        var approval = await _app.ApproveAsync(repair);
        var report = await _app.CheckAsync("user_1");

        Assert.Equal(AccessApprovalOutcome.Approved, approval.Outcome);
        Assert.Equal(
            ["user_1 pro ada@example.com", "user_2 free ada@example.com"],
            await database.QueryAsync<string>(
                "select concat_ws(' ', clerk_id, plan, email) from app.accounts order by clerk_id"
            )
        );
        Assert.Equal((0, 1), (report.Found, report.Steps.Closed));
        Assert.Equal(
            ["opened", "approved tests", "closed"],
            await database.QueryAsync<string>("select concat_ws(' ', step, actor) from access_ledger order by id")
        );
        Assert.Equal(
            """[{"to": "\"pro\"", "from": "\"free\"", "field": "app.accounts.plan", "target": "Source", "isForPerson": false}]""",
            await database.ScalarAsync<string>("select changes::text from access_ledger where step = 'approved'")
        );
    }

    [Fact]
    public async Task Row_is_written_under_the_restricted_role_and_the_ledger_is_not()
    {
        await _app.AddAsync("user_1", await _app.SubscribeAsync(), "free");
        var repair = await _app.FindOnlyRepairAsync();
        await database.ExecuteAsync(
            """
            create function app.sign() returns trigger language plpgsql
                as $$ begin new.email = current_user; return new; end $$;
            create trigger sign before update on app.accounts for each row execute function app.sign();
            """
        );

        await _app.ApproveAsync(repair);

        Assert.Equal(_app.Role, await database.ScalarAsync<string>("select email from app.accounts"));
    }

    [Theory]
    [InlineData("update app.accounts set plan = 'team'")]
    [InlineData("update app.accounts set plan = null")]
    [InlineData("delete from app.accounts")]
    public async Task Row_that_changed_since_the_check_is_not_written(string sql)
    {
        await _app.AddAsync("user_1", await _app.SubscribeAsync(), "free");
        var repair = await _app.FindOnlyRepairAsync();
        await database.ExecuteAsync(sql);
        var before = await ReadRowsAsync();

        var approval = await _app.ApproveAsync(repair);

        Assert.Equal(AccessApprovalOutcome.RowDiffers, approval.Outcome);
        Assert.Equal(before, await ReadRowsAsync());
        Assert.Equal(0, await CountApprovedAsync());
    }

    [Fact]
    public async Task Closed_incident_is_not_approved()
    {
        await _app.AddAsync("user_1", await _app.SubscribeAsync(), "free");
        var repair = await _app.FindOnlyRepairAsync();
        await database.ExecuteAsync("update access_incidents set is_open = false, closed_at = now()");

        var approval = await _app.ApproveAsync(repair);

        await AssertNothingWrittenAsync(AccessApprovalOutcome.Closed, approval);
    }

    [Fact]
    public async Task Incident_whose_proposal_has_changed_is_not_approved()
    {
        await _app.AddAsync("user_1", await _app.SubscribeAsync(), "free");
        var repair = await _app.FindOnlyRepairAsync();
        _app.Mapping = _app.Mapping with { Prices = new Dictionary<string, string> { ["pro_monthly"] = "gold" } };
        await _app.CheckAsync();

        var approval = await _app.ApproveAsync(repair);

        await AssertNothingWrittenAsync(AccessApprovalOutcome.Changed, approval);
    }

    [Fact]
    public async Task Incident_that_no_check_has_seen_for_a_day_is_not_approved()
    {
        await _app.AddAsync("user_1", await _app.SubscribeAsync(), "free");
        var repair = await _app.FindOnlyRepairAsync();
        await database.ExecuteAsync("update access_incidents set last_seen_at = now() - interval '25 hours'");

        var approval = await _app.ApproveAsync(repair);

        await AssertNothingWrittenAsync(AccessApprovalOutcome.Old, approval);
    }

    [Fact]
    public async Task Rejection_by_Postgres_is_reported_without_values()
    {
        await _app.AddAsync("user_1", await _app.SubscribeAsync(), "free");
        var repair = await _app.FindOnlyRepairAsync();
        await database.ExecuteAsync("alter table app.accounts add constraint only_free check (plan = 'free')");

        var approval = await _app.ApproveAsync(repair);

        await AssertNothingWrittenAsync(AccessApprovalOutcome.Rejected, approval);
        Assert.EndsWith(": 23514 accounts only_free.", approval.Reason);
    }

    [Fact]
    public async Task Row_is_not_written_if_the_ledger_rejects_the_step()
    {
        await _app.AddAsync("user_1", await _app.SubscribeAsync(), "free");
        var repair = await _app.FindOnlyRepairAsync();
        await database.ExecuteAsync("alter table access_ledger add constraint no_approvals check (step <> 'approved')");

        var approval = await _app.ApproveAsync(repair);

        await database.ExecuteAsync("alter table access_ledger drop constraint no_approvals");
        await AssertNothingWrittenAsync(AccessApprovalOutcome.Rejected, approval);
    }

    [Fact]
    public async Task Key_that_is_no_longer_unique_changes_no_row()
    {
        await _app.AddAsync("user_1", await _app.SubscribeAsync(), "free");
        var repair = await _app.FindOnlyRepairAsync();
        await database.ExecuteAsync(
            """
            alter table app.accounts drop constraint accounts_pkey;
            insert into app.accounts (clerk_id, customer, plan) select clerk_id, customer, plan from app.accounts;
            """
        );

        var rejected = await Assert.ThrowsAsync<SourceException>(() => _app.ApproveAsync(repair));

        Assert.Contains("is not unique", rejected.Message, StringComparison.Ordinal);
        Assert.Equal(0, await database.ScalarAsync<long>("select count(*) from app.accounts where plan = 'pro'"));
    }

    [Fact]
    public async Task Only_one_of_several_concurrent_approvals_is_written()
    {
        await _app.AddAsync("user_1", await _app.SubscribeAsync(), "free");
        var repair = await _app.FindOnlyRepairAsync();

        var approvals = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => _app.ApproveAsync(repair)));

        Assert.Equal(1, approvals.Count(approval => approval.Outcome == AccessApprovalOutcome.Approved));
        Assert.Equal(3, approvals.Count(approval => approval.Outcome == AccessApprovalOutcome.RowDiffers));
        Assert.Equal(1, await CountApprovedAsync());
    }

    [Theory]
    [InlineData("update (email)")]
    [InlineData("update (clerk_id)")]
    [InlineData("update")]
    [InlineData("delete")]
    [InlineData("insert")]
    public async Task Role_with_excess_privileges_writes_nothing(string right)
    {
        await _app.AddAsync("user_1", await _app.SubscribeAsync(), "free");
        await database.ExecuteAsync($"grant {right} on app.accounts to {_app.Role}");

        var rejected = await Assert.ThrowsAsync<SourceException>(_app.FindOnlyRepairAsync);

        Assert.Contains("may change more of app.accounts", rejected.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Superuser_or_missing_role_writes_nothing()
    {
        await _app.AddAsync("user_1", await _app.SubscribeAsync(), "free");
        var superuser = await database.ScalarAsync<string>("select current_user");
        _app.Mapping = _app.Mapping with { Table = _app.Mapping.Table! with { Role = superuser } };
        var broad = await Assert.ThrowsAsync<SourceException>(_app.FindOnlyRepairAsync);
        _app.Mapping = _app.Mapping with { Table = _app.Mapping.Table! with { Role = null } };
        var none = await Assert.ThrowsAsync<SourceException>(_app.FindOnlyRepairAsync);

        Assert.Contains("may change more", broad.Message, StringComparison.Ordinal);
        Assert.StartsWith("app.accounts is mapped without a role", none.Message);
    }

    [Fact]
    public async Task Role_without_the_privilege_on_the_column_is_reported_before_the_repair_is_shown()
    {
        await _app.AddAsync("user_1", await _app.SubscribeAsync(), "free");
        await database.ExecuteAsync($"revoke update (plan) on app.accounts from {_app.Role}");

        var rejected = await Assert.ThrowsAsync<SourceException>(_app.FindOnlyRepairAsync);

        Assert.StartsWith($"The role {_app.Role} may not change app.accounts.plan.", rejected.Message);
    }

    [Fact]
    public async Task Changes_in_Clerk_are_left_to_a_person()
    {
        await _app.AddUserAsync(
            "user_1",
            """{"plan":"free"}""",
            $$"""{"customer":"{{await _app.SubscribeAsync()}}"}"""
        );
        _app.Mapping = _app.Mapping with
        {
            Table = null,
            CustomerId = "private_metadata.customer",
            Plan = "public_metadata.plan",
        };

        var repair = await _app.FindOnlyRepairAsync();
        var approval = await _app.ApproveAsync(repair);

        Assert.Empty(repair.Written);
        Assert.Equal("public_metadata.plan", Assert.Single(repair.Left).Field);
        Assert.Equal(AccessApprovalOutcome.ForPerson, approval.Outcome);
    }

    [Fact]
    public async Task Value_that_only_a_person_can_know_is_left_to_a_person()
    {
        await _app.AddAsync("user_1", null, "pro");

        var repair = await _app.FindOnlyRepairAsync();

        Assert.Empty(repair.Written);
        Assert.Equal("app.accounts.customer", Assert.Single(repair.Left).Field);
    }

    [Fact]
    public async Task Unmapped_column_is_not_written_even_if_the_incident_names_it()
    {
        await _app.AddAsync("user_1", await _app.SubscribeAsync(), "free");
        await _app.CheckAsync();
        await database.ExecuteAsync(
            """update access_incidents set changes = '[{"target":"Source","field":"app.accounts.email","from":null,"to":"1"}]'"""
        );

        var repair = await _app.Repairs.FindAsync((await _app.ListAsync()).Single().Id, CancellationToken.None);

        Assert.Empty(repair!.Written);
    }

    [Fact]
    public async Task Unknown_incident_has_no_repair() =>
        Assert.Null(await _app.Repairs.FindAsync(4711, CancellationToken.None));

    [Theory]
    [InlineData("boolean", "false", "true")]
    [InlineData("boolean", "null", "true")]
    [InlineData("int", "0", "1")]
    [InlineData("int", "null", "1")]
    [InlineData("smallint", "null", "1")]
    [InlineData("text", "'no'", "yes")]
    [InlineData("text", "'Inactive'", "active")]
    [InlineData("text", "null", "true")]
    [InlineData("jsonb", "'null'", "true")]
    [InlineData("jsonb", "'\"off\"'", "\"on\"")]
    [InlineData("app.level", "'free'", "premium")]
    public async Task Premium_is_written_in_the_format_of_its_column(string type, string value, string written)
    {
        await AddPayingAsync("premium", type, value);
        _app.Mapping = _app.Mapping with { Plan = null, Premium = "app.accounts.premium" };
        await database.ExecuteAsync($"revoke update (plan) on app.accounts from {_app.Role}");

        var approval = await _app.ApproveAsync(await _app.FindOnlyRepairAsync());
        var report = await _app.CheckAsync("user_1");

        Assert.Equal("", approval.Reason);
        Assert.Equal(written, await database.ScalarAsync<string>("select premium::text from app.accounts"));
        Assert.Equal((true, 0), (report.IsComplete, report.Found));
    }

    [Theory]
    [InlineData("timestamptz", "null")]
    [InlineData("timestamptz", "'2027-01-31 12:00+02'")]
    [InlineData("timestamp", "'2027-01-31 12:00'")]
    [InlineData("date", "'2027-01-31'")]
    [InlineData("bigint", "1800000000000")]
    [InlineData("bigint", "null")]
    [InlineData("int", "1800000000")]
    [InlineData("text", "'2027-01-31'")]
    [InlineData("jsonb", "'1800000000'")]
    public async Task Trial_end_is_written_in_the_format_of_its_column(string type, string value)
    {
        await AddPayingAsync("trial", type, value, trialDays: 14);
        _app.Mapping = _app.Mapping with { TrialEnd = "app.accounts.trial" };

        var repair = await _app.FindOnlyRepairAsync();
        var approval = await _app.ApproveAsync(repair);
        var report = await _app.CheckAsync("user_1");

        Assert.Equal("trial_end_differs", repair.Incident.Code);
        Assert.Equal("", approval.Reason);
        Assert.Equal((true, 0), (report.IsComplete, report.Found));
    }

    [Fact]
    public async Task Time_is_the_same_in_a_session_with_another_time_zone()
    {
        await AddPayingAsync("trial", "timestamptz", "'2027-01-31 12:00+02'", trialDays: 14);
        _app.Mapping = _app.Mapping with { TrialEnd = "app.accounts.trial" };
        var repair = await _app.FindOnlyRepairAsync();
        await using var elsewhere = SourceDriver.CreateServices($"{database.ConnectionString};Timezone=Asia/Tokyo");

        var approval = await elsewhere
            .GetRequiredService<AccessRepairs>()
            .ApproveAsync(repair, "tests", CancellationToken.None);

        Assert.Equal("", approval.Reason);
    }

    [Fact]
    public async Task Several_columns_are_changed_by_one_repair()
    {
        await AddPayingAsync("features", "jsonb", "'{\"beta\":true}'", feature: "export");
        await database.ExecuteAsync("update app.accounts set plan = 'team'");
        _app.Mapping = _app.Mapping with { Entitlements = "app.accounts.features" };

        var repair = await _app.FindOnlyRepairAsync();
        await _app.ApproveAsync(repair);
        var report = await _app.CheckAsync("user_1");

        Assert.Equal(2, repair.Written.Count);
        Assert.Equal((true, 0), (report.IsComplete, report.Found));
        Assert.Equal(
            """{"beta":true,"export":true}""",
            JsonNode
                .Parse(await database.ScalarAsync<string>("select features::text from app.accounts"))!
                .ToJsonString()
        );
    }

    private async Task AddPayingAsync(
        string column,
        string type,
        string value,
        int? trialDays = null,
        string? feature = null
    )
    {
        var price = await _app.Stripe.CreatePriceAsync("pro_yearly", feature: feature);
        var subscription = await _app.Stripe.SubscribeAsync(price, trialDays: trialDays);
        _app.Mapping = _app.Mapping with { Prices = new Dictionary<string, string> { ["pro_yearly"] = "pro" } };
        await _app.AddAsync("user_1", subscription.CustomerId, "pro");
        await database.ExecuteAsync(
            $"""
            create type app.level as enum ('free', 'premium');
            alter table app.accounts add column {column} {type} default {value};
            grant select ({column}), update ({column}) on app.accounts to {_app.Role};
            """
        );
    }

    private async Task AssertNothingWrittenAsync(AccessApprovalOutcome expected, AccessApproval approval)
    {
        Assert.Equal(expected, approval.Outcome);
        Assert.Equal("free", await database.ScalarAsync<string>("select plan from app.accounts"));
        Assert.Equal(0, await CountApprovedAsync());
    }

    private Task<IReadOnlyList<string>> ReadRowsAsync() =>
        database.QueryAsync<string>("select accounts::text from app.accounts");

    private Task<long> CountApprovedAsync() =>
        database.ScalarAsync<long>("select count(*) from access_ledger where step = 'approved'");
}
