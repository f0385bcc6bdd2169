using Dapper;
using Npgsql;

namespace ClerkSync.Core.Database;

/// <summary>Migrates a database to this build's schema. Any number of processes may do so at once.</summary>
public sealed class Migrator
{
    private readonly NpgsqlDataSource _dataSource;
    private readonly MigrationSet _own;
    private readonly IEnumerable<MigrationSet> _ofApplications;

    /// <summary>Creates a migrator with this build's migrations.</summary>
    public Migrator(NpgsqlDataSource dataSource)
        : this(dataSource, Migration.All) { }

    internal Migrator(
        NpgsqlDataSource dataSource,
        IReadOnlyList<Migration> migrations,
        params IEnumerable<MigrationSet> ofApplications
    ) => (_dataSource, _own, _ofApplications) = (dataSource, MigrationSet.Own(migrations), ofApplications);

    /// <summary>
    /// Applies pending migrations: ClerkSync's, then the application's. Each group is applied in one transaction if none of its migrations
    /// was applied before; otherwise each migration is applied in a transaction of its own.
    /// </summary>
    /// <returns>The names of the migrations that this call applied, in the order in which they were applied.</returns>
    /// <exception cref="MigrationException">
    /// A migration cannot be applied. The message names the migrations that this call applied before the failure.
    /// </exception>
    public Task<IReadOnlyList<string>> MigrateAsync(CancellationToken cancellationToken) =>
        MigrateAsync(acceptsNewer: false, cancellationToken);

    /// <param name="acceptsNewer">Whether a schema of a newer build is left as it is. Otherwise it is an error.</param>
    /// <inheritdoc cref="MigrateAsync(CancellationToken)"/>
    internal async Task<IReadOnlyList<string>> MigrateAsync(bool acceptsNewer, CancellationToken cancellationToken)
    {
        var applied = new List<string>();
        await using var connection = await _dataSource.OpenConnectionAsync(cancellationToken);
        if (await Preconditions.FindUnmetByServerAsync(connection, cancellationToken) is [{ } unmet, ..])
        {
            throw MigrationException.Create($"{unmet}", applied);
        }

        foreach (var set in _ofApplications.Prepend(_own))
        {
            while (await ApplyNextAsync(connection, set, applied, acceptsNewer, cancellationToken) is [_, ..] names)
            {
                applied.AddRange(names);
            }
        }

        return applied;
    }

    /// <summary>Compares the database with this build, without the application's migrations. Changes nothing.</summary>
    internal async Task<MigrationStatus> GetStatusAsync(CancellationToken cancellationToken)
    {
        await using var connection = await _dataSource.OpenConnectionAsync(cancellationToken);
        return await ReadStatusAsync(connection, _own, cancellationToken);
    }

    /// <summary>Returns the names of pending migrations, ClerkSync's and the application's. Changes nothing.</summary>
    public async Task<IReadOnlyList<string>> FindPendingAsync(CancellationToken cancellationToken)
    {
        var pending = new List<string>();
        await using var connection = await _dataSource.OpenConnectionAsync(cancellationToken);
        foreach (var set in _ofApplications.Prepend(_own))
        {
            pending.AddRange((await ReadStatusAsync(connection, set, cancellationToken)).Pending);
        }

        return pending;
    }

    internal static Task<MigrationStatus> ReadOwnStatusAsync(
        NpgsqlConnection connection,
        CancellationToken cancellationToken
    ) => ReadStatusAsync(connection, MigrationSet.Own(Migration.All), cancellationToken);

    /// <returns>The names of what one transaction applied; empty when nothing is pending.</returns>
    private static async Task<IReadOnlyList<string>> ApplyNextAsync(
        NpgsqlConnection connection,
        MigrationSet set,
        IReadOnlyList<string> applied,
        bool acceptsNewer,
        CancellationToken cancellationToken
    )
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        // A transaction's lock, not a session's: PgBouncer in transaction mode would not keep a session's.
        await ExecuteAsync(connection, "select pg_advisory_xact_lock(1129665903, -1)", null, cancellationToken);
        await EnsureSchemaAsync(connection, cancellationToken);

        var status = await ReadStatusAsync(connection, set, cancellationToken);
        if (acceptsNewer && status.IsNewer)
        {
            return [];
        }

        if (status.Problem is { } problem)
        {
            throw MigrationException.Create(problem, applied);
        }

        // The initial migrations are applied together, because a table of another program may conflict with a name that
        // only the last of them uses.
        Migration[] next =
        [
            .. set
                .Migrations.Where(migration => status.Pending.Contains(migration.Name))
                .Take(status.Applied is [] ? set.Migrations.Count : 1),
        ];
        foreach (var migration in next)
        {
            await ApplyAsync(connection, set, migration, applied, cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        return [.. next.Select(migration => migration.Name)];
    }

    private static async Task ApplyAsync(
        NpgsqlConnection connection,
        MigrationSet set,
        Migration migration,
        IReadOnlyList<string> applied,
        CancellationToken cancellationToken
    )
    {
        await ExecuteAsync(
            connection,
            $"""
            create table if not exists {set.Table} (
                number int primary key,
                name text not null,
                checksum text not null,
                applied_at timestamptz not null default now()
            )
            """,
            null,
            cancellationToken
        );
        try
        {
            await ExecuteAsync(connection, migration.Sql, null, cancellationToken);
        }
        catch (PostgresException exception) when (DatabaseErrors.Classify(exception) != DatabaseError.Transient)
        {
            throw MigrationException.Create(set, migration, exception, applied);
        }

        await ExecuteAsync(
            connection,
            $"insert into {set.Table} (number, name, checksum) values (@Number, @Name, @Checksum)",
            new
            {
                migration.Number,
                migration.Name,
                migration.Checksum,
            },
            cancellationToken
        );
    }

    /// <summary>Creates the first schema of the search path if it is absent.</summary>
    private static async Task EnsureSchemaAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var searchPath = new NpgsqlConnectionStringBuilder(connection.ConnectionString).SearchPath;
        if (
            searchPath?.Split(',')[0].Trim().Trim('"').Replace("\"\"", "\"", StringComparison.Ordinal)
            is not { Length: > 0 } schema
        )
        {
            return;
        }

        // "create schema if not exists" needs the privilege even when the schema exists.
        var statement = await connection.ExecuteScalarAsync<string?>(
            Command(
                "select format('create schema %I', @schema) where to_regnamespace(quote_ident(@schema)) is null",
                new { schema },
                cancellationToken
            )
        );
        if (statement is not null)
        {
            await ExecuteAsync(connection, statement, null, cancellationToken);
        }
    }

    private static async Task<MigrationStatus> ReadStatusAsync(
        NpgsqlConnection connection,
        MigrationSet set,
        CancellationToken cancellationToken
    )
    {
        var exists = await connection.ExecuteScalarAsync<bool>(
            Command("select to_regclass(@Table) is not null", new { set.Table }, cancellationToken)
        );
        var applied = exists
            ? await connection.QueryAsync<AppliedMigration>(
                Command($"select number, name, checksum from {set.Table} order by number", null, cancellationToken)
            )
            : [];
        return MigrationStatus.Compare(set, applied.AsList());
    }

    private static Task<int> ExecuteAsync(
        NpgsqlConnection connection,
        string sql,
        object? parameters,
        CancellationToken cancellationToken
    ) => connection.ExecuteAsync(Command(sql, parameters, cancellationToken));

    private static CommandDefinition Command(string sql, object? parameters, CancellationToken cancellationToken) =>
        // A migration may take any time.
        new(sql, parameters, commandTimeout: 0, cancellationToken: cancellationToken);
}
