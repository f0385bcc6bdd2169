using ClerkSync.Core.Access;
using ClerkSync.Core.Access.Checks;
using ClerkSync.Core.Access.Repairs;
using ClerkSync.Tests.Access;
using ClerkSync.Tests.Drivers;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace ClerkSync.Tests.Infra;

/// <summary><c>infra/postgres/access.sql</c>: its role can change only the mapped columns, which is enough for a repair.</summary>
public sealed class AccessRoleTests(RolesDatabase database) : IClassFixture<RolesDatabase>, IAsyncLifetime
{
    private string Role => $"{database.App}_access";

    public async Task InitializeAsync()
    {
        if (RolesDatabase.Missing is not null)
        {
            return;
        }

        await database.ExecuteAsync(
            """
            drop schema if exists "my app" cascade;
            create schema "my app";
            create table "my app"."Accounts" ("clerk id" text primary key, customer text, "the plan" text, email text);
            insert into "my app"."Accounts" values ('user_1', null, 'pro', 'ada@example.com');
            """
        );
        await RunAsync("customer, the plan");
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [PsqlTheory]
    [InlineData("""update "my app"."Accounts" set email = ''""")]
    [InlineData("""update "my app"."Accounts" set "clerk id" = ''""")]
    [InlineData("""select email from "my app"."Accounts" """)]
    [InlineData("""insert into "my app"."Accounts" ("clerk id") values ('user_2')""")]
    [InlineData("""delete from "my app"."Accounts" """)]
    [InlineData("""truncate "my app"."Accounts" """)]
    [InlineData("""create table "my app".mine (id int)""")]
    [InlineData("""select clerk_id from "clerk sync".users""")]
    [InlineData("""select clerk_id from "clerk sync".access_ledger""")]
    [InlineData("create schema mine")]
    public async Task Role_cannot_use_other_columns_tables_or_statements(string sql)
    {
        var rejection = await Assert.ThrowsAsync<PostgresException>(() => ExecuteAsync($"set role {Role}; {sql}"));

        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, rejection.SqlState);
    }

    [PsqlFact]
    public async Task Role_reads_the_key_and_reads_and_changes_the_mapped_columns() =>
        await ExecuteAsync(
            $"""
            set role {Role};
            update "my app"."Accounts" set "the plan" = 'free', customer = 'cus_1' where "clerk id" = 'user_1';
            select "clerk id", customer, "the plan" from "my app"."Accounts";
            """
        );

    [PsqlFact]
    public async Task Privileges_that_the_mapping_no_longer_needs_are_revoked_when_the_script_runs_again()
    {
        await RunAsync("the plan");

        var rejection = await Assert.ThrowsAsync<PostgresException>(() =>
            ExecuteAsync($"""set role {Role}; update "my app"."Accounts" set customer = 'cus_1'""")
        );

        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, rejection.SqlState);
    }

    [PsqlFact]
    public async Task Apps_role_writes_an_approved_repair_and_its_ledger_entry()
    {
        await using var services = SourceDriver.CreateServices(database.AppUrl);
        var table = await services
            .GetRequiredService<SourceCatalog>()
            .FindAsync("my app.Accounts", "clerk id", Role, CancellationToken.None);
        var settings = new AccessSettings
        {
            Users = new AccessMapping
            {
                Table = table,
                CustomerId = table.PathOf("customer"),
                Plan = table.PathOf("the plan"),
            },
        };
        await services.GetRequiredService<AccessSettingsTable>().SaveAsync(settings, CancellationToken.None);
        settings = await services.GetRequiredService<SourceCatalog>().ReadAsync(settings, CancellationToken.None);
        var row = await services
            .GetRequiredService<AccessAccounts>()
            .StreamRowsAsync(settings, CancellationToken.None)
            .SingleAsync();
        var id = await database.ScalarAsync<long>(
            """
            insert into access_incidents (clerk_id, code, codes, reason, changes, opened_at, last_seen_at)
            values (
                'user_1', 'access_not_paid', '{access_not_paid}', 'why',
                '[{"target":"Source","field":"my app.Accounts.the plan","from":"\"pro\"","to":"\"free\"","isForPerson":false}]', now(), now()
            )
            returning id
            """
        );
        var repairs = services.GetRequiredService<AccessRepairs>();

        var repair = await repairs.FindAsync(id, CancellationToken.None);
        var approval = await repairs.ApproveAsync(repair!, "tests", CancellationToken.None);

        Assert.Equal("pro", row.Values[table.PathOf("the plan")].GetString());
        Assert.Equal("", approval.Reason);
        Assert.Equal("free", await database.ScalarAsync<string>("""select "the plan" from "my app"."Accounts" """));
        Assert.Equal(1, await database.ScalarAsync<long>("select count(*) from access_ledger where step = 'approved'"));
    }

    private Task RunAsync(string columns) => database.RunAccessAsync(Role, "my app", "Accounts", "clerk id", columns);

    /// <summary>Executes SQL as the app's role, in one transaction.</summary>
    private async Task ExecuteAsync(string sql)
    {
        var settings = Core.Database.DatabaseUrl.Parse(database.AppUrl);
        settings.Pooling = false;
        await using var connection = new NpgsqlConnection(settings.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
