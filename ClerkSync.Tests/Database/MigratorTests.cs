using ClerkSync.Core.Database;
using ClerkSync.Tests.Drivers;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace ClerkSync.Tests.Database;

public sealed class MigratorTests : IAsyncLifetime
{
    private static readonly Migration First = new(1, "0001_first", "create table first (id int)");
    private static readonly Migration Second = new(2, "0002_second", "create table second (id int)");
    private string _connectionString = "";
    private NpgsqlDataSource _dataSource = null!;

    public async Task InitializeAsync()
    {
        _connectionString = await TestPostgres.CreateDatabaseAsync(isEmpty: true);
        _dataSource = NpgsqlDataSource.Create(_connectionString);
    }

    public async Task DisposeAsync() => await _dataSource.DisposeAsync();

    [Fact]
    public async Task Empty_database_gets_every_migration_once()
    {
        var first = await MigrateAsync(First, Second);
        var again = await MigrateAsync(First, Second);

        Assert.Equal(["0001_first", "0002_second"], first);
        Assert.Empty(again);
    }

    [Fact]
    public async Task Failing_migration_leaves_nothing_of_itself()
    {
        var broken = Second with { Sql = "create table second (id int); select 1/0" };
        await Assert.ThrowsAsync<PostgresException>(() => MigrateAsync(First, broken));

        var applied = await MigrateAsync(First, Second);

        Assert.Equal(["0002_second"], applied);
    }

    [Fact]
    public async Task Changed_migration_is_refused()
    {
        await MigrateAsync(First);

        var refusal = await Assert.ThrowsAsync<MigrationException>(() =>
            MigrateAsync(First with { Sql = "create table other (id int)" }, Second)
        );

        Assert.Contains("0001_first was changed", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Line_endings_are_no_change()
    {
        await MigrateAsync(First with { Sql = "create table first (\nid int)" });

        var applied = await MigrateAsync(First with { Sql = "create table first (\r\nid int)" });

        Assert.Empty(applied);
    }

    [Fact]
    public async Task Migration_that_this_build_lacks_is_refused()
    {
        await MigrateAsync(First, Second);

        var refusal = await Assert.ThrowsAsync<MigrationException>(() => MigrateAsync(First));

        Assert.Contains("0002_second", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Migration_that_was_left_out_is_refused()
    {
        await MigrateAsync(Second);

        var refusal = await Assert.ThrowsAsync<MigrationException>(() => MigrateAsync(First, Second));

        Assert.Contains("0001_first", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Schema_of_the_search_path_is_made_and_used()
    {
        await using var inSchema = NpgsqlDataSource.Create(
            new NpgsqlConnectionStringBuilder(_connectionString) { SearchPath = "\"Clerk Sync\"" }
        );

        await new Migrator(inSchema).MigrateAsync(CancellationToken.None);

        await using var command = _dataSource.CreateCommand("""select count(*) from "Clerk Sync".users""");
        Assert.Equal(0L, await command.ExecuteScalarAsync());
    }

    [Fact]
    public async Task Table_of_somebody_else_is_left_alone_and_a_schema_is_advised()
    {
        await using (var command = _dataSource.CreateCommand("create table first (mine int)"))
        {
            await command.ExecuteNonQueryAsync();
        }

        var refusal = await Assert.ThrowsAsync<MigrationException>(() => MigrateAsync(First));

        Assert.Contains("?schema=clerk", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Application_numbers_its_migrations_from_one_after_those_of_ClerkSync()
    {
        var shop = new MigrationSet("shop_migrations", [new Migration(1, "0001_shop", "create table shop (id int)")]);

        var first = await new Migrator(_dataSource, [First, Second], shop).MigrateAsync(CancellationToken.None);
        var again = await new Migrator(_dataSource, [First, Second], shop).MigrateAsync(CancellationToken.None);
        var without = await MigrateAsync(First, Second);

        Assert.Equal(["0001_first", "0002_second", "0001_shop"], first);
        Assert.Empty(again);
        Assert.Empty(without);
    }

    [Fact]
    public async Task Table_that_an_application_has_already_is_no_reason_for_another_schema()
    {
        var shop = new MigrationSet("shop_migrations", [new Migration(1, "0001_shop", "create table first (id int)")]);

        var refusal = await Assert.ThrowsAsync<PostgresException>(() =>
            new Migrator(_dataSource, [First], shop).MigrateAsync(CancellationToken.None)
        );

        Assert.Equal(PostgresErrorCodes.DuplicateTable, refusal.SqlState);
    }

    [Theory]
    [InlineData("clerksync")]
    [InlineData("shop; drop table users")]
    [InlineData("Shop")]
    public void Name_of_an_application_is_a_plain_one_of_its_own(string name) =>
        Assert.Throws<ArgumentException>(() => new ServiceCollection().AddMigrations(typeof(Migration).Assembly, name));

    [Fact]
    public async Task Ten_processes_may_migrate_an_empty_database_at_once()
    {
        var results = await Task.WhenAll(
            Enumerable.Range(0, 10).Select(_ => CliProcess.RunAsync(["migrate"], ("DATABASE_URL", _connectionString)))
        );

        Assert.All(results, result => Assert.True(result.ExitCode == 0, result.Errors));
        var status = await new Migrator(_dataSource).GetStatusAsync(CancellationToken.None);
        Assert.Equal((Migration.All.Count, 0), (status.Applied.Count, status.Pending.Count));
    }

    private Task<IReadOnlyList<string>> MigrateAsync(params Migration[] migrations) =>
        new Migrator(_dataSource, migrations).MigrateAsync(CancellationToken.None);
}
