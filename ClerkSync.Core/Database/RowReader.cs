using System.Runtime.CompilerServices;
using Dapper;
using Npgsql;

namespace ClerkSync.Core.Database;

/// <summary>Reads the rows of a table that mirrors objects of Clerk's.</summary>
/// <param name="dataSource">Where.</param>
/// <param name="table">Its name.</param>
/// <param name="columns">What is compared; the columns of <see cref="IStoredRow"/> come by themselves.</param>
/// <param name="isLive">A condition that the rows of the dead do not fulfil.</param>
internal sealed class RowReader<TRow>(NpgsqlDataSource dataSource, string table, string columns, string isLive = "true")
    where TRow : class, IStoredRow
{
    private readonly string _select =
        $"select clerk_id, xmin::text as version, {columns}, clerk_created_at, clerk_updated_at, created_at";

    public string Table => table;

    /// <summary>All rows as they are now, in the order in which Clerk made the objects; those without that time come last.</summary>
    public async IAsyncEnumerable<TRow> StreamAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        // In a query of its own ("offset 0" keeps it that) rows are sorted as they are, and turned into text as they are read.
        var rows = connection.QueryUnbufferedAsync<TRow>(
            $"""
            {_select}
            from (select xmin, * from {table} where {isLive} order by clerk_created_at nulls last offset 0) as sorted
            """,
            commandTimeout: 0
        );
        await foreach (var row in rows.WithCancellation(cancellationToken))
        {
            yield return row;
        }
    }

    /// <summary>Some rows, by Clerk's ids.</summary>
    public async Task<IReadOnlyDictionary<string, TRow>> FindAsync(
        IReadOnlyCollection<string> ids,
        CancellationToken cancellationToken
    )
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        var rows = await connection.QueryAsync<TRow>(
            new CommandDefinition(
                $"{_select} from {table} where {isLive} and clerk_id = any(@ids)",
                new { ids = ids.ToArray() },
                cancellationToken: cancellationToken
            )
        );
        return rows.ToDictionary(row => row.ClerkId);
    }

    /// <summary>Of some rows, those that are still in the version that was read. The caller holds their locks.</summary>
    public async Task<IReadOnlySet<string>> FindUnchangedAsync(
        WriteTransaction transaction,
        IReadOnlyCollection<TRow> rows
    )
    {
        var unchanged = await transaction.QueryAsync<string>(
            $"""
            select t.clerk_id
            from unnest(@ClerkIds, @Versions) as v (clerk_id, version)
            join {table} t on t.clerk_id = v.clerk_id and t.xmin::text = v.version
            """,
            new
            {
                ClerkIds = rows.Select(row => row.ClerkId).ToArray(),
                Versions = rows.Select(row => row.Version).ToArray(),
            }
        );
        return unchanged.ToHashSet();
    }

    /// <summary>How many there are.</summary>
    public async Task<long> CountAsync(CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        return await connection.ExecuteScalarAsync<long>(
            new CommandDefinition(
                $"select count(*) from {table} where {isLive}",
                commandTimeout: 0,
                cancellationToken: cancellationToken
            )
        );
    }
}
