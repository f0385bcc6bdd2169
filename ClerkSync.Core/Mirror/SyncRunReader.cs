using System.Text.Json;
using Dapper;
using Npgsql;

namespace ClerkSync.Core.Mirror;

/// <summary>Reads <c>sync_runs</c>.</summary>
public sealed class SyncRunReader
{
    private const string Columns = "id, kind, status, started_at, updated_at, finished_at, error";

    private readonly NpgsqlDataSource _dataSource;

    internal SyncRunReader(NpgsqlDataSource dataSource) => _dataSource = dataSource;

    /// <summary>The last runs, newest first, without their results.</summary>
    /// <param name="limit">How many at most.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<IReadOnlyList<SyncRunRecord>> ListAsync(int limit, CancellationToken cancellationToken)
    {
        await using var connection = await _dataSource.OpenConnectionAsync(cancellationToken);
        var command = new CommandDefinition(
            $"select {Columns} from sync_runs order by id desc limit @limit",
            new { limit },
            cancellationToken: cancellationToken
        );
        return (await connection.QueryAsync<SyncRunRecord>(command)).AsList();
    }

    /// <summary>One run with its result; null when there is none of this number.</summary>
    public async Task<SyncRunRecord?> FindAsync(long id, CancellationToken cancellationToken)
    {
        await using var connection = await _dataSource.OpenConnectionAsync(cancellationToken);
        var command = new CommandDefinition(
            $"select result::text from sync_runs where id = @id; select {Columns} from sync_runs where id = @id",
            new { id },
            cancellationToken: cancellationToken
        );
        using var results = await connection.QueryMultipleAsync(command);
        var result = await results.ReadSingleOrDefaultAsync<string>();
        var run = await results.ReadSingleOrDefaultAsync<SyncRunRecord>();
        return result is null ? run : run! with { Result = JsonElement.Parse(result) };
    }

    /// <summary>The last drift pass that ended with a report; null when there was none.</summary>
    public async Task<LastDrift?> FindLastDriftAsync(CancellationToken cancellationToken)
    {
        await using var connection = await _dataSource.OpenConnectionAsync(cancellationToken);
        return await connection.QuerySingleOrDefaultAsync<LastDrift>(
            new CommandDefinition(
                """
                select finished_at, (result ->> 'total')::bigint as total, status = 'succeeded' as is_complete
                from sync_runs
                where kind = 'drift' and status in ('succeeded', 'incomplete')
                order by id desc
                limit 1
                """,
                cancellationToken: cancellationToken
            )
        );
    }
}

/// <summary>How the last drift pass ended.</summary>
public sealed record LastDrift
{
    /// <summary>When.</summary>
    public required DateTimeOffset FinishedAt { get; init; }

    /// <summary>How many objects differed from Clerk.</summary>
    public required long Total { get; init; }

    /// <summary>Whether everything was read that Clerk counted. If not, there may be more that differ.</summary>
    public required bool IsComplete { get; init; }
}
