using ClerkSync.Core.Access;
using ClerkSync.Core.Access.Checks;
using ClerkSync.Tests.Drivers;

namespace ClerkSync.Tests.Access;

/// <summary>Checks of values in a table of the application.</summary>
public sealed class AccessSourceTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncLifetime
{
    private SourceDriver _app = null!;

    public async Task InitializeAsync() => _app = await SourceDriver.StartAsync(database);

    public async Task DisposeAsync() => await _app.DisposeAsync();

    [Fact]
    public async Task Mapped_table_is_used_instead_of_the_metadata_in_Clerk()
    {
        await _app.AddUserAsync("user_1", """{"plan":"pro"}""", """{"customer":"cus_9"}""");
        await database.ExecuteAsync(
            "insert into app.accounts (clerk_id, customer, plan) values ('user_1', @customer, 'free')",
            new { customer = await _app.SubscribeAsync() }
        );

        var report = await _app.CheckAsync();

        Assert.True(report.IsComplete, report.Problem);
        var incident = Assert.Single(await _app.ListAsync());
        Assert.Equal(("user_1", "paid_no_access"), (incident.ClerkId, incident.Code));
        Assert.Contains("\"field\": \"app.accounts.plan\"", incident.Changes, StringComparison.Ordinal);
        Assert.Contains("app.accounts.plan is \"free\"", incident.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Both_sources_give_the_same_incidents()
    {
        (string Id, string? Customer, string? Plan)[] accounts =
        [
            ("user_1", await _app.SubscribeAsync(), "free"),
            ("user_2", await _app.SubscribeAsync(), "pro"),
            ("user_3", await _app.SubscribeAsync(), "team"),
            ("user_4", await _app.CancelAsync(), "pro"),
            ("user_5", null, "pro"),
            ("user_6", null, null),
            ("user_7", "cus_none", "pro"),
            ("user_8", "42", "pro"),
        ];
        foreach (var (id, customer, plan) in accounts)
        {
            await _app.AddAsync(id, customer, plan);
        }

        await database.ExecuteAsync(
            "update users set public_metadata = to_jsonb(row) from app.accounts row where row.clerk_id = users.clerk_id"
        );
        await _app.CheckAsync();
        var ofTable = await ListCodesAsync();
        _app.Mapping = _app.Mapping with
        {
            Table = null,
            CustomerId = "public_metadata.customer",
            Plan = "public_metadata.plan",
        };
        await _app.CheckAsync();

        Assert.Equal(
            [
                ("user_1", "paid_no_access"),
                ("user_3", "wrong_plan"),
                ("user_4", "access_not_paid"),
                ("user_5", "missing_stripe_id"),
                ("user_7", "unknown_customer"),
                ("user_8", "unreadable_value"),
            ],
            ofTable
        );
        Assert.Equal(ofTable, await ListCodesAsync());
    }

    [Fact]
    public async Task Customer_can_be_in_Clerk_while_the_plan_is_in_the_table()
    {
        await _app.AddUserAsync("user_1", "{}", $$"""{"customer":"{{await _app.SubscribeAsync()}}"}""");
        await database.ExecuteAsync("insert into app.accounts (clerk_id, plan) values ('user_1', 'pro')");
        _app.Mapping = _app.Mapping with { CustomerId = "private_metadata.customer" };

        var report = await _app.CheckAsync();

        Assert.Equal((1, 0), (report.Checked, report.Found));
    }

    [Fact]
    public async Task Row_without_an_account_and_account_without_a_row_cause_no_incident()
    {
        await _app.AddAsync("user_1", null, "free");
        await _app.AddUserAsync("user_2");
        await database.ExecuteAsync("insert into app.accounts (clerk_id, plan) values ('user_9', 'pro')");

        var report = await _app.CheckAsync();

        Assert.Equal((2, 0), (report.Checked, report.Found));
    }

    [Fact]
    public async Task Table_whose_key_matches_no_account_makes_the_check_incomplete()
    {
        await _app.AddAsync("user_1", null, "pro");
        await _app.CheckAsync();
        await database.ExecuteAsync("update app.accounts set clerk_id = 'internal-1'");

        var report = await _app.CheckAsync();

        Assert.Contains("The mapped table has 1 row, but none has", report.Problem, StringComparison.Ordinal);
        Assert.Single(await _app.ListAsync());
    }

    [Fact]
    public async Task Null_in_the_copy_of_the_plan_means_the_free_plan()
    {
        await _app.AddAsync("user_1", await _app.SubscribeAsync(), "pro");
        await _app.AddAsync("user_2", null, "free");
        await database.ExecuteAsync($"grant select (email), update (email) on app.accounts to {_app.Role}");
        await database.ExecuteAsync("update app.accounts set email = null");
        _app.Mapping = _app.Mapping with { DatabasePlan = "app.accounts.email" };

        await _app.CheckAsync();

        Assert.Equal([("user_1", "database_plan_differs")], await ListCodesAsync());
        var repair = await _app.FindOnlyRepairAsync();
        Assert.Equal([new AccessChange(ChangeTarget.Database, "app.accounts.email", null, "\"pro\"")], repair.Written);
    }

    [Theory]
    [InlineData("premium boolean", "true")]
    [InlineData("premium int", "1")]
    [InlineData("premium text", "'Yes'")]
    [InlineData("premium jsonb", "'\"on\"'")]
    [InlineData("premium numeric", "1")]
    public async Task Premium_is_read_from_each_supported_column_type(string column, string value)
    {
        await AddColumnAsync(column, value);
        _app.Mapping = _app.Mapping with { Plan = null, Premium = "app.accounts.premium" };

        var report = await _app.CheckAsync();

        Assert.Equal((true, 0), (report.IsComplete, report.Found));
    }

    [Theory]
    [InlineData("trial timestamptz", "'2020-01-31 12:00+00'")]
    [InlineData("trial timestamp", "'2020-01-31 12:00'")]
    [InlineData("trial date", "'2020-01-31'")]
    [InlineData("trial bigint", "1580472000000")]
    [InlineData("trial int", "1580472000")]
    [InlineData("trial text", "'2020-01-31T12:00:00Z'")]
    public async Task Trial_end_is_read_from_each_supported_column_type(string column, string value)
    {
        await AddColumnAsync(column, value);
        await database.ExecuteAsync("update app.accounts set customer = null");
        _app.Mapping = _app.Mapping with { TrialEnd = "app.accounts.trial" };

        await _app.CheckAsync();

        // The trial is over, so the plan needs a customer. An unreadable value would be the primary code instead.
        Assert.Equal([("user_1", "missing_stripe_id")], await ListCodesAsync());
    }

    [Theory]
    [InlineData("app.Accounts", "clerk_id", "plan", "There is no table app.Accounts that can be read.")]
    [InlineData("app.seen", "clerk_id", "plan", "There is no table app.seen that can be read.")]
    [InlineData("app.accounts", "id", "plan", "app.accounts has no column id that can be read.")]
    [InlineData("app.accounts", "plan", "plan", "app.accounts.plan cannot be the key")]
    [InlineData("app.accounts", "clerk_id", "Plan", "app.accounts has no column Plan that can be read.")]
    [InlineData(
        "app.accounts",
        "clerk_id",
        "level",
        "app.accounts.level has the type integer, from which a plan cannot be read."
    )]
    [InlineData("app.accounts", "clerk_id", "email", "app.accounts has no column email that can be read.")]
    [InlineData("app.accounts", "clerk_id", "plan\" from app.accounts; --", "app.accounts has no column plan\"")]
    public async Task Invalid_mapping_makes_the_check_incomplete_with_a_reason(
        string table,
        string key,
        string plan,
        string sentence
    )
    {
        await database.ExecuteAsync(
            $"""
            create view app.seen as select * from app.accounts;
            alter table app.accounts add column level int;
            grant select (level) on app.accounts to {_app.Role};
            """
        );
        var name = table.Split('.')[1];
        _app.Mapping = _app.Mapping with
        {
            Table = _app.Mapping.Table! with { Name = name, Key = key },
            CustomerId = $"app.{name}.customer",
            Plan = $"app.{name}.{plan}",
        };

        var report = await _app.CheckAsync();

        Assert.StartsWith(sentence, report.Problem);
        Assert.Equal(
            "incomplete",
            await database.ScalarAsync<string>("select status from access_runs order by id desc limit 1")
        );
    }

    [Fact]
    public async Task Column_that_is_not_unique_cannot_be_the_key()
    {
        await database.ExecuteAsync("alter table app.accounts drop constraint accounts_pkey");
        var plain = await _app.CheckAsync();
        await database.ExecuteAsync("create unique index on app.accounts (clerk_id) where plan is not null");
        var partial = await _app.CheckAsync();
        await database.ExecuteAsync("create unique index on app.accounts (clerk_id)");
        var unique = await _app.CheckAsync();

        Assert.Contains("cannot be the key", plain.Problem, StringComparison.Ordinal);
        Assert.Contains("cannot be the key", partial.Problem, StringComparison.Ordinal);
        Assert.True(unique.IsComplete, unique.Problem);
    }

    [Fact]
    public async Task Table_is_read_under_its_role_and_only_in_the_mapped_columns()
    {
        await _app.AddAsync("user_1", null, "free");
        var allowed = await _app.CheckAsync();
        await database.ExecuteAsync($"revoke select (plan) on app.accounts from {_app.Role}");
        var denied = await _app.CheckAsync();
        await database.ExecuteAsync($"revoke usage on schema app from {_app.Role}");
        var outside = await _app.CheckAsync();

        Assert.True(allowed.IsComplete, allowed.Problem);
        Assert.StartsWith("app.accounts.plan may not be read.", denied.Problem);
        Assert.StartsWith("app.accounts.clerk_id may not be read.", outside.Problem);
    }

    [Fact]
    public async Task Privilege_that_is_revoked_during_a_check_makes_it_incomplete()
    {
        await _app.AddAsync("user_1", null, "free");

        // The check has already verified the privileges, and waits for the table.
        await Record.ExceptionAsync(() =>
            database.MeanwhileAsync(
                $"lock table app.accounts in access exclusive mode; revoke select on app.accounts from {_app.Role}",
                () => _app.CheckAsync()
            )
        );

        Assert.Equal("incomplete", await database.ScalarAsync<string>("select status from access_runs"));
    }

    [Fact]
    public async Task Missing_role_is_reported()
    {
        _app.Mapping = _app.Mapping with { Table = _app.Mapping.Table! with { Role = "nobody\"" } };

        var report = await _app.CheckAsync();

        Assert.StartsWith("The role of DATABASE_URL cannot switch to the role nobody\".", report.Problem);
    }

    [Fact]
    public async Task Rows_that_a_policy_hides_are_not_treated_as_missing()
    {
        await _app.AddAsync("user_1", null, "pro");
        await database.ExecuteAsync("alter table app.accounts enable row level security");

        var hidden = await _app.CheckAsync();
        await database.ExecuteAsync($"alter role {_app.Role} bypassrls");
        var shown = await _app.CheckAsync();

        Assert.StartsWith("Row level security on app.accounts hides rows from the role", hidden.Problem);
        Assert.Equal((true, 1), (shown.IsComplete, shown.Found));
    }

    [Fact]
    public async Task Names_with_special_characters_are_quoted()
    {
        await database.ExecuteAsync(
            $"""
            drop schema app cascade;
            create schema "app";
            create schema "My ""app";
            create table "My ""app"."Accounts;" ("Clerk Id" varchar(99) primary key, customer text, "plan'--" text);
            grant usage on schema "My ""app" to {_app.Role};
            grant select, update ("plan'--") on "My ""app"."Accounts;" to {_app.Role};
            """
        );
        await _app.AddUserAsync("user_1");
        await database.ExecuteAsync(
            """insert into "My ""app"."Accounts;" values ('user_1', @customer, 'free')""",
            new { customer = await _app.SubscribeAsync() }
        );
        var table = await _app.Get<SourceCatalog>()
            .FindAsync("My \"app.Accounts;", "Clerk Id", _app.Role, CancellationToken.None);
        _app.Mapping = _app.Mapping with
        {
            Table = table,
            CustomerId = table.PathOf("customer"),
            Plan = table.PathOf("plan'--"),
        };

        var repair = await _app.FindOnlyRepairAsync();
        var approval = await _app.ApproveAsync(repair);

        Assert.Equal("", approval.Reason);
        Assert.Equal("pro", await database.ScalarAsync<string>("""select "plan'--" from "My ""app"."Accounts;" """));
        await database.ExecuteAsync("""drop schema "My ""app" cascade""");
    }

    [Fact]
    public async Task Rows_of_a_large_table_are_all_checked()
    {
        var count = TestSize.Of(2_000, 100_000);
        await database.ExecuteAsync(
            """
            insert into users (clerk_id, clerk_updated_at, clerk_event_at)
            select 'user_' || n, now(), now() from generate_series(1, @count) n;
            insert into app.accounts (clerk_id, plan) select 'user_' || n, 'free' from generate_series(1, @count) n;
            update app.accounts set plan = 'pro' where clerk_id = 'user_7';
            """,
            new { count }
        );

        var report = await _app.CheckAsync();

        Assert.Equal((count, 1), (report.Checked, report.Found));
    }

    private async Task AddColumnAsync(string column, string value)
    {
        await _app.AddAsync("user_1", await _app.SubscribeAsync(), "pro");
        await database.ExecuteAsync(
            $"""
            alter table app.accounts add column {column} default {value};
            grant select ({column.Split(' ')[0]}) on app.accounts to {_app.Role};
            """
        );
    }

    private async Task<IEnumerable<(string, string)>> ListCodesAsync() =>
        (await _app.ListAsync()).Select(incident => (incident.ClerkId, incident.Code)).Order();
}
