using ClerkSync.Core.Database;
using ClerkSync.Tests.Drivers;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace ClerkSync.Tests.Database;

public sealed class MigratorTests : IAsyncLifetime
{
    private static readonly Migration First = new(1, "0001_first", "create table first (id int)");
    private static readonly Migration Second = new(2, "0002_second", "create table second (id int)");
    private static readonly Migration Broken = Second with { Sql = "create table broken (id int); select 1/0" };
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
    public async Task First_migrations_are_applied_together_or_not_at_all()
    {
        var rejection = await Assert.ThrowsAsync<MigrationException>(() => MigrateAsync(First, Broken));

        var applied = await MigrateAsync(First, Second);

        Assert.Equal("Migration 0002_second cannot be applied: 22012. Nothing was changed.", rejection.Message);
        Assert.Equal(["0001_first", "0002_second"], applied);
    }

    [Fact]
    public async Task Failed_later_migration_is_rolled_back_and_names_the_migrations_applied_before_it()
    {
        await MigrateAsync(First);
        var third = Broken with { Number = 3, Name = "0003_third" };
        var rejection = await Assert.ThrowsAsync<MigrationException>(() => MigrateAsync(First, Second, third));

        var applied = await MigrateAsync(First, Second);

        Assert.EndsWith(
            "Applied before it: 0002_second. Nothing else was changed.",
            rejection.Message,
            StringComparison.Ordinal
        );
        Assert.Empty(applied);
    }

    [Fact]
    public async Task Changed_migration_is_rejected()
    {
        await MigrateAsync(First);

        var rejection = await Assert.ThrowsAsync<MigrationException>(() =>
            MigrateAsync(First with { Sql = "create table other (id int)" }, Second)
        );

        Assert.Contains("0001_first was changed", rejection.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Different_line_endings_are_not_a_change()
    {
        await MigrateAsync(First with { Sql = "create table first (\nid int)" });

        var applied = await MigrateAsync(First with { Sql = "create table first (\r\nid int)" });

        Assert.Empty(applied);
    }

    [Fact]
    public async Task Applied_migration_that_this_build_lacks_is_rejected()
    {
        await MigrateAsync(First, Second);

        var rejection = await Assert.ThrowsAsync<MigrationException>(() => MigrateAsync(First));

        Assert.Contains("0002_second", rejection.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Older_build_that_migrates_on_start_starts_with_a_newer_schema()
    {
        await MigrateAsync(First, Second);

        var start = new MigrateOnStart(new Migrator(_dataSource, [First])).StartAsync(CancellationToken.None);

        Assert.Null(await Record.ExceptionAsync(() => start));
    }

    [Fact]
    public async Task Changed_migration_is_rejected_on_start_also_with_a_newer_schema()
    {
        await MigrateAsync(First, Second);
        var changed = First with { Sql = "create table changed (id int)" };

        var start = new MigrateOnStart(new Migrator(_dataSource, [changed])).StartAsync(CancellationToken.None);

        await Assert.ThrowsAsync<MigrationException>(() => start);
    }

    [Fact]
    public async Task Skipped_migration_is_rejected()
    {
        await MigrateAsync(Second);

        var rejection = await Assert.ThrowsAsync<MigrationException>(() => MigrateAsync(First, Second));

        Assert.Contains("0001_first", rejection.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Schema_of_the_search_path_is_created_and_used()
    {
        await using var inSchema = NpgsqlDataSource.Create(
            new NpgsqlConnectionStringBuilder(_connectionString) { SearchPath = "\"Clerk Sync\"" }
        );

        await new Migrator(inSchema).MigrateAsync(CancellationToken.None);

        await using var command = _dataSource.CreateCommand("""select count(*) from "Clerk Sync".users""");
        Assert.Equal(0L, await command.ExecuteScalarAsync());
    }

    /// <remarks>Tests every table of ClerkSync, because different migrations create them.</remarks>
    [Fact]
    public async Task Database_with_a_conflicting_table_is_not_changed_and_a_schema_is_suggested()
    {
        foreach (var table in await FindOwnTablesAsync())
        {
            await using var database = NpgsqlDataSource.Create(await TestPostgres.CreateDatabaseAsync(isEmpty: true));
            await ExecuteAsync(database, $"create table {table} (mine int)");

            var rejection = await Assert.ThrowsAsync<MigrationException>(() =>
                new Migrator(database).MigrateAsync(CancellationToken.None)
            );

            Assert.Contains($"\"{table}\" already exists", rejection.Message, StringComparison.Ordinal);
            Assert.Contains("?schema=clerk", rejection.Message, StringComparison.Ordinal);
            Assert.EndsWith("Nothing was changed.", rejection.Message, StringComparison.Ordinal);
            Assert.Equal([table], await FindTablesAsync(database));
        }
    }

    [Fact]
    public async Task Migrations_of_an_application_start_at_one_and_run_after_those_of_ClerkSync()
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
    public async Task Conflicting_table_of_an_application_migration_does_not_suggest_a_schema()
    {
        var shop = new MigrationSet("shop_migrations", [new Migration(1, "0001_shop", "create table first (id int)")]);

        var rejection = await Assert.ThrowsAsync<MigrationException>(() =>
            new Migrator(_dataSource, [First], shop).MigrateAsync(CancellationToken.None)
        );

        Assert.Equal(
            "Migration 0001_shop cannot be applied: relation \"first\" already exists (42P07). "
                + "Applied before it: 0001_first. Nothing else was changed.",
            rejection.Message
        );
    }

    [Fact]
    public async Task Pending_migrations_include_those_of_ClerkSync_and_of_the_application()
    {
        var shop = new MigrationSet("shop_migrations", [new Migration(1, "0001_shop", "create table shop (id int)")]);
        await MigrateAsync(First);
        var migrator = new Migrator(_dataSource, [First, Second], shop);

        var before = await migrator.FindPendingAsync(CancellationToken.None);
        await migrator.MigrateAsync(CancellationToken.None);
        var after = await migrator.FindPendingAsync(CancellationToken.None);

        Assert.Equal(["0002_second", "0001_shop"], before);
        Assert.Empty(after);
    }

    [Theory]
    [InlineData("clerksync")]
    [InlineData("shop; drop table users")]
    [InlineData("Shop")]
    public void Invalid_or_reserved_name_of_an_application_is_rejected(string name) =>
        Assert.Throws<ArgumentException>(() => new ServiceCollection().AddMigrations(typeof(Migration).Assembly, name));

    [Fact]
    public async Task Ten_processes_can_migrate_an_empty_database_concurrently()
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

    private static async Task<IReadOnlyList<string>> FindOwnTablesAsync()
    {
        await using var database = NpgsqlDataSource.Create(await TestPostgres.CreateDatabaseAsync());
        return [.. (await FindTablesAsync(database)).Where(table => table != "clerksync_migrations")];
    }

    private static async Task<IReadOnlyList<string>> FindTablesAsync(NpgsqlDataSource database)
    {
        await using var connection = await database.OpenConnectionAsync();
        return
        [
            .. await connection.QueryAsync<string>("select tablename::text from pg_tables where schemaname = 'public'"),
        ];
    }

    private static async Task ExecuteAsync(NpgsqlDataSource database, string sql)
    {
        await using var command = database.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
