using ClerkSync.Tests.Credits;
using ClerkSync.Tests.Drivers;
using ClerkSync.Tests.Mirror;
using ClerkSync.Tests.Webhooks;
using Npgsql;
using Xunit.Abstractions;

namespace ClerkSync.Tests.Infra;

/// <summary>Behind PgBouncer in transaction mode no session is one's own. The property tests are told so by subclasses.</summary>
public sealed class PgBouncerTests(PooledDatabase database) : IClassFixture<PooledDatabase>
{
    [PgBouncerFact]
    public async Task Schema_is_the_roles_and_not_the_urls()
    {
        await using var app = await TestApp.StartAsync(("DATABASE_URL", $"{database.AppUrl}&schema=elsewhere"));
        var ada = UserEvent.Created(UserEvent.NewId());

        Assert.Equal("applied", (await app.DeliverAsync(ada)).Outcome);

        Assert.NotNull(await database.FindUserAsync(ada.Id));
    }

    [PgBouncerFact]
    public async Task Nothing_is_kept_on_a_connection_that_is_another_one_in_the_next_transaction()
    {
        await using var first = await TestApp.StartAsync(database);
        await using var second = await TestApp.StartAsync(database);

        var answers = await Task.WhenAll(DeliverAsync(first), DeliverAsync(second), DeliverAsync(second));

        Assert.All(answers.SelectMany(all => all), outcome => Assert.Equal("applied", outcome));
    }

    [PgBouncerFact]
    public async Task Pooler_that_the_url_does_not_mention_is_recognized()
    {
        await using var app = await TestApp.StartAsync(
            ("DATABASE_URL", database.AppUrl.Replace("?pgbouncer=true", "", StringComparison.Ordinal))
        );

        var answers = await Task.WhenAll(
            Enumerable.Range(0, 120).Select(_ => app.DeliverAsync(UserEvent.Created(UserEvent.NewId())))
        );

        Assert.True(answers.All(answer => answer.Outcome == "applied"), string.Join('\n', app.Logs));
        Assert.Single(app.Logs, line => line.Contains("behind a pooler in transaction mode", StringComparison.Ordinal));
    }

    [PgBouncerFact]
    public async Task Url_that_does_not_say_pgbouncer_is_rejected_its_schema()
    {
        var settings = Core.Database.DatabaseUrl.Parse(database.AppUrl);
        settings.SearchPath = "clerk";

        await using var connection = new NpgsqlConnection(settings.ConnectionString);
        var rejection = await Assert.ThrowsAsync<PostgresException>(() => connection.OpenAsync());

        Assert.Contains("search_path", rejection.MessageText, StringComparison.Ordinal);
    }

    [PgBouncerFact]
    public async Task Migrations_go_through_it_too_also_ten_at_once()
    {
        await database.ExecuteAsync($"drop schema \"{RolesDatabase.Schema}\" cascade");
        await database.RunMigratorsAsync();

        var results = await Task.WhenAll(
            Enumerable.Range(0, 10).Select(_ => RolesDatabase.MigrateAsync(database.PooledMigratorUrl))
        );

        Assert.All(results, result => Assert.True(result.ExitCode == 0, result.Errors));
        Assert.Single(results, result => result.Output.Contains("applied 0001_", StringComparison.Ordinal));
    }

    private static async Task<IReadOnlyList<string?>> DeliverAsync(TestApp app)
    {
        var outcomes = new List<string?>();
        for (var i = 0; i < 20; i++)
        {
            outcomes.Add((await app.DeliverAsync(UserEvent.Created(UserEvent.NewId()))).Outcome);
        }

        return outcomes;
    }
}

/// <inheritdoc />
public sealed class ConvergenceThroughPgBouncerTests(PooledDatabase database, ITestOutputHelper output)
    : ConvergenceTests(database, output),
        IClassFixture<PooledDatabase>
{
    protected override int Histories => TestSize.Of(reduced: 50, full: 1000);

    [PgBouncerFact]
    public override void Any_history_delivered_in_any_order_with_failures_ends_as_Clerk_has_it() =>
        base.Any_history_delivered_in_any_order_with_failures_ends_as_Clerk_has_it();
}

/// <inheritdoc />
public sealed class MirrorConvergenceThroughPgBouncerTests(PooledDatabase database)
    : MirrorConvergenceTests(database),
        IClassFixture<PooledDatabase>
{
    protected override int Histories => TestSize.Of(reduced: 15, full: 300);

    [PgBouncerFact]
    public override Task Any_history_ends_as_Clerk_has_it_with_a_backfill_and_a_repair_in_the_middle() =>
        base.Any_history_ends_as_Clerk_has_it_with_a_backfill_and_a_repair_in_the_middle();
}

/// <inheritdoc />
public sealed class CreditConvergenceThroughPgBouncerTests(PooledDatabase database, ITestOutputHelper output)
    : CreditConvergenceTests(database, output),
        IClassFixture<PooledDatabase>
{
    protected override int Sets => TestSize.Of(reduced: 8, full: 500);

    [PgBouncerFact]
    public override void Changes_all_at_once_with_repeated_keys_and_failures_leave_a_ledger_that_adds_up() =>
        base.Changes_all_at_once_with_repeated_keys_and_failures_leave_a_ledger_that_adds_up();
}
