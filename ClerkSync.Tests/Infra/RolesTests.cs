using System.Net;
using ClerkSync.Core;
using ClerkSync.Core.ApiKeys;
using ClerkSync.Core.Credits;
using ClerkSync.Core.Deliveries;
using ClerkSync.Core.Plans;
using ClerkSync.Core.Usage;
using ClerkSync.Core.Users;
using ClerkSync.Tests.Drivers;
using ClerkSync.Tests.SimulatedClerk;
using Npgsql;

namespace ClerkSync.Tests.Infra;

/// <summary>
/// <c>infra/postgres</c>: the app's role can do everything that the app does, but cannot change the schema. The property tests also run
/// as this role, through PgBouncer.
/// </summary>
public sealed class RolesTests(RolesDatabase database) : IClassFixture<RolesDatabase>
{
    private static readonly CancellationToken None = CancellationToken.None;

    [PsqlFact]
    public async Task Webhooks_replay_and_purge_work_as_the_apps_role()
    {
        await using var app = await TestApp.StartAsync(database, ("ClerkSync:KeepPayloads", "all"));
        var ada = UserEvent.Created(UserEvent.NewId());

        Assert.Equal("applied", (await app.DeliverAsync(ada, "msg_1")).Outcome);
        Assert.Equal("duplicate", (await app.DeliverAsync(ada, "msg_1")).Outcome);
        Assert.Equal("ignored", (await app.DeliverAsync(ada with { Type = "role.created" }, "msg_2")).Outcome);
        Assert.Equal("ignored", (await app.AskAsync(HttpMethod.Post, "ops/deliveries/msg_2/replay")).Outcome);
        Assert.Equal("applied", (await app.DeliverAsync(UserEvent.Deleted(ada.Id))).Outcome);
        await database.ExecuteAsync("update webhook_deliveries set received_at = 'epoch', processed_at = 'epoch'");
        Assert.Equal(3, (await app.Get<DeliveryPurge>().PurgeAsync(None)).Deliveries);
        Assert.Equal(HttpStatusCode.OK, (await app.AskAsync(HttpMethod.Get, "health")).Status);
    }

    [PsqlFact]
    public async Task Keys_credits_plans_and_usage_work_as_the_apps_role()
    {
        var revealKey = Convert.ToBase64String(new byte[32]);
        await using var app = await TestApp.StartAsync(database, ("ClerkSync:ApiKeys:RevealKey", revealKey));
        var ada = new ClerkId(UserEvent.NewId());
        var keys = app.Get<ApiKeyService>();

        Assert.Equal(JustInTimeOutcome.Created, await app.EnsureAsync(ada.Value));
        Assert.NotNull(await keys.RevealAsync(ada, (await keys.ListAsync(ada, None))[0].Id, None));
        var made = await keys.CreateAsync(ada, "second", None);
        Assert.Equal(ada.Value, (await keys.FindOwnerAsync(made!.Key, None))?.User?.ClerkId);
        Assert.True(await keys.RevokeAsync(ada, made.Entry.Id, None));
        Assert.True((await app.Get<CreditLedger>().AddAsync(ada, 5, "gift", "tests", "gift-1", None)).IsDone);
        Assert.True((await app.Get<CreditLedger>().DeductAsync(ada, 1, "fee", "tests", null, None)).IsDone);
        Assert.Equal(17, (await app.Get<PlanChanges>().ChangeAsync(ada, "pro", "tests", 3, null, None)).Balance);
        var run = new UsageRun
        {
            Action = "generate",
            Provider = "openai",
            Model = "gpt",
            Cost = 0.01m,
            IdempotencyKey = "run-1",
        };
        var used = await app.Get<UsageRecorder>().RecordAsync(ada, run, null, None);
        Assert.Equal((UsageOutcome.Charged, 16), (used.Outcome, used.Balance));
        Assert.Empty(await Ledger.FindFaultsAsync(database.DataSource));
    }

    [PsqlFact]
    public async Task Backfill_drift_and_repair_work_as_the_apps_role()
    {
        await using var clerk = await ClerkDriver.StartAsync();
        clerk.SignUp();
        await using var app = await TestApp.StartAsync(database, clerk.Settings);

        Assert.Equal(1, await RunAsync(app, "ops/backfill", "inserted"));
        clerk.SignUp();
        Assert.Equal(1, await RunAsync(app, "ops/drift", "missing"));
        Assert.Equal(1, await RunAsync(app, "ops/repair", "written"));
    }

    [PsqlTheory]
    [InlineData("create table mine (id int)")]
    [InlineData("create table public.mine (id int)")]
    [InlineData("create schema mine")]
    [InlineData("alter table users add column mine int")]
    [InlineData("alter table users disable trigger all")]
    [InlineData("create index on users (plan)")]
    [InlineData("drop table webhook_deliveries")]
    [InlineData("truncate users cascade")]
    [InlineData("alter default privileges for role :migrator grant all on tables to public")]
    [InlineData("set role :migrator")]
    public async Task Apps_role_cannot_change_the_schema(string sql)
    {
        var rejection = await Assert.ThrowsAsync<PostgresException>(() =>
            ExecuteAsAppAsync(sql.Replace(":migrator", database.Migrator, StringComparison.Ordinal))
        );

        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, rejection.SqlState);
    }

    [PsqlFact]
    public async Task Migration_as_the_apps_role_reports_the_missing_privilege()
    {
        var (exitCode, _, errors) = await RolesDatabase.MigrateAsync($"{database.AppUrl}?schema=another");

        Assert.Equal(1, exitCode);
        Assert.Contains("The role of DATABASE_URL lacks a privilege", errors, StringComparison.Ordinal);
    }

    [PsqlFact]
    public async Task Apps_role_can_read_and_write_a_table_of_a_later_migration()
    {
        await using (var migrator = await OpenAsync(database.MigratorUrl))
        {
            await ExecuteAsync(
                migrator,
                "create table later (id bigint generated always as identity, old serial, what text)"
            );
        }

        await ExecuteAsAppAsync(
            "insert into later (what) values ('a'); update later set what = 'b'; select * from later; delete from later"
        );
    }

    /// <summary>Azure's function does not exist here. A substitute records its arguments.</summary>
    [PsqlFact]
    public async Task Entra_principals_of_the_migrator_group_and_the_app_are_created_once()
    {
        var (migrator, app) = ($"{database.Migrator}_group", $"{database.App}_identity");
        await database.ExecuteAsync(
            """
            create table public.asked (name text, object_id text, type text, is_admin bool, is_mfa bool);
            create function public.pgaadauth_create_principal_with_oid(text, text, text, bool, bool) returns text
            language plpgsql as $$
            begin
                execute format('create role %I login', $1);
                insert into public.asked values ($1, $2, $3, $4, $5);
                return $1;
            end $$
            """
        );

        await database.RunEntraAsync(migrator, "id-1", app, "id-2");
        await database.RunEntraAsync(migrator, "id-1", app, "id-2");

        Assert.Equal(
            [(migrator, "id-1", "group", false, false), (app, "id-2", "service", false, false)],
            await database.QueryAsync<(string, string, string, bool, bool)>("select * from public.asked order by type")
        );
    }

    [PsqlFact]
    public async Task Role_scripts_and_migrations_can_run_again()
    {
        await database.RunAdministratorsAsync();
        await database.RunMigratorsAsync();

        var (exitCode, output, errors) = await RolesDatabase.MigrateAsync(database.MigratorUrl);

        Assert.True(exitCode == 0, errors);
        Assert.Contains("Nothing to do", output, StringComparison.Ordinal);
    }

    private static async Task<int> RunAsync(TestApp app, string path, string count) =>
        (int)(await app.RunToResultAsync(path))[count]!;

    private async Task ExecuteAsAppAsync(string sql)
    {
        await using var app = await OpenAsync(database.AppUrl);
        await ExecuteAsync(app, sql);
    }

    private static async Task<NpgsqlConnection> OpenAsync(string url)
    {
        var settings = Core.Database.DatabaseUrl.Parse(url);
        settings.Pooling = false;
        var connection = new NpgsqlConnection(settings.ConnectionString);
        await connection.OpenAsync();
        return connection;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
