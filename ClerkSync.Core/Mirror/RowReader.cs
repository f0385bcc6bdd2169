using ClerkSync.Core.Database;
using ClerkSync.Core.Objects;

namespace ClerkSync.Core.Mirror;

/// <summary>Reads the rows of a table that mirrors Clerk's objects.</summary>
/// <param name="columns">The columns to compare. Those of <see cref="StoredRow"/> are added.</param>
/// <param name="isLive">A condition that is false for rows of deleted objects.</param>
internal abstract class RowReader<TRow>(DatabaseReader database, string table, string columns, string isLive = "true")
    where TRow : StoredRow
{
    private readonly string _select =
        $"select clerk_id, xmin::text as version, {columns}, clerk_created_at, clerk_updated_at, created_at";

    public string TableName => table;

    /// <remarks>
    /// The subquery sorts rows as they are stored; "offset 0" keeps it a subquery. JSON becomes text only when a row is read.
    /// </remarks>
    public IAsyncEnumerable<StoredRow> StreamRowsAsync(CancellationToken cancellationToken) =>
        database.StreamAsync<TRow>(
            $"""
            {_select}
            from (select xmin, * from {table} where {isLive} order by clerk_created_at nulls last offset 0) as sorted
            """,
            cancellationToken
        );

    public async Task<IReadOnlyDictionary<string, StoredRow>> FindRowsAsync(
        IReadOnlyCollection<string> ids,
        CancellationToken cancellationToken
    )
    {
        var rows = await database.QueryAsync<TRow>(
            $"{_select} from {table} where {isLive} and clerk_id = any(@ids)",
            new { ids = ids.ToArray() },
            cancellationToken
        );
        return rows.ToDictionary(row => row.ClerkId, StoredRow (row) => row);
    }

    public ValueTask<long> CountRowsAsync(CancellationToken cancellationToken) =>
        database
            .StreamAsync<long>($"select count(*) from {table} where {isLive}", cancellationToken)
            .SingleAsync(cancellationToken);
}
