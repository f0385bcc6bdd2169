using ClerkSync.Tests.Credits;
using ClerkSync.Tests.Drivers;
using ClerkSync.Tests.Mirror;
using ClerkSync.Tests.Webhooks;
using Npgsql;
using Xunit.Abstractions;

namespace ClerkSync.Tests.Infra;

/// <summary>PgBouncer in transaction mode can run each transaction in another session. Subclasses run the property tests on it.</summary>
public sealed class PgBouncerTests(PooledDatabase database) : IClassFixture<PooledDatabase>
{
    [PgBouncerFact]
    public async Task Schema_comes_from_the_role_and_not_from_the_URL()
    {
        await using var app = await TestApp.StartAsync(("DATABASE_URL", $"{database.AppUrl}&schema=elsewhere"));
        var ada = UserEvent.Created(UserEvent.NewId());

        Assert.Equal("applied", (await app.DeliverAsync(ada)).Outcome);

        Assert.NotNull(await database.FindUserAsync(ada.Id));
    }

    [PgBouncerFact]
    public async Task Deliveries_do_not_depend_on_the_session_of_an_earlier_transaction()
    {
        await using var first = await TestApp.StartAsync(database);
        await using var second = await TestApp.StartAsync(database);

        var answers = await Task.WhenAll(DeliverAsync(first), DeliverAsync(second), DeliverAsync(second));

        Assert.All(answers.SelectMany(all => all), outcome => Assert.Equal("applied", outcome));
    }

    [PgBouncerFact]
    public async Task Pooler_that_the_URL_does_not_mention_is_detected()
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
    public async Task Schema_of_a_URL_without_the_pgbouncer_parameter_is_rejected()
    {
        var settings = Core.Database.DatabaseUrl.Parse(database.AppUrl);
        settings.SearchPath = "clerk";

        await using var connection = new NpgsqlConnection(settings.ConnectionString);
        var rejection = await Assert.ThrowsAsync<PostgresException>(() => connection.OpenAsync());

        Assert.Contains("search_path", rejection.MessageText, StringComparison.Ordinal);
    }

    [PgBouncerFact]
    public async Task Ten_concurrent_migrations_succeed_through_PgBouncer()
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
    public override void Any_history_in_any_order_with_failures_converges_to_the_state_of_Clerk() =>
        base.Any_history_in_any_order_with_failures_converges_to_the_state_of_Clerk();
}

/// <inheritdoc />
public sealed class MirrorConvergenceThroughPgBouncerTests(PooledDatabase database)
    : MirrorConvergenceTests(database),
        IClassFixture<PooledDatabase>
{
    protected override int Histories => TestSize.Of(reduced: 15, full: 300);

    [PgBouncerFact]
    public override Task Any_history_with_a_concurrent_backfill_and_repair_converges_to_the_state_of_Clerk() =>
        base.Any_history_with_a_concurrent_backfill_and_repair_converges_to_the_state_of_Clerk();
}

/// <inheritdoc />
public sealed class CreditConvergenceThroughPgBouncerTests(PooledDatabase database, ITestOutputHelper output)
    : CreditConvergenceTests(database, output),
        IClassFixture<PooledDatabase>
{
    protected override int Sets => TestSize.Of(reduced: 8, full: 500);

    [PgBouncerFact]
    public override void Concurrent_changes_with_repeated_keys_and_failures_leave_a_consistent_ledger() =>
        base.Concurrent_changes_with_repeated_keys_and_failures_leave_a_consistent_ledger();
}
