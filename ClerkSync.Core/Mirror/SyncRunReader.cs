using System.Text.Json;
using ClerkSync.Core.Database;

namespace ClerkSync.Core.Mirror;

public sealed class SyncRunReader
{
    private const string Columns = "id, kind, status, started_at, updated_at, finished_at, progress, error";

    private readonly DatabaseReader _database;

    internal SyncRunReader(DatabaseReader database) => _database = database;

    /// <summary>The last runs, newest first, without their results.</summary>
    internal Task<IReadOnlyList<SyncRunRecord>> ListAsync(int limit, CancellationToken cancellationToken) =>
        _database.QueryAsync<SyncRunRecord>(
            $"select {Columns} from sync_runs order by id desc limit @limit",
            new { limit },
            cancellationToken
        );

    /// <summary>One run with its result; null if there is none with this id.</summary>
    internal async Task<SyncRunRecord?> FindAsync(long id, CancellationToken cancellationToken)
    {
        // In this order: a run that ends between the two reads is returned as running, never as ended without a result.
        var (runs, results) = await _database.QueryAsync<SyncRunRecord, string>(
            $"select {Columns} from sync_runs where id = @id; select result::text from sync_runs where id = @id",
            new { id },
            cancellationToken
        );
        var run = runs.SingleOrDefault();
        return results.SingleOrDefault() is { } result ? run! with { Result = JsonElement.Parse(result) } : run;
    }

    /// <summary>
    /// The last drift run that ended with a report, or a later repair that read all of Clerk's objects; null if there was none.
    /// </summary>
    internal Task<LastDrift?> FindLastDriftAsync(CancellationToken cancellationToken) =>
        FindLastDriftAsync(isCompleteOnly: false, cancellationToken);

    /// <summary>The same, without drift runs that did not read all of Clerk's objects.</summary>
    internal Task<LastDrift?> FindLastCompleteDriftAsync(CancellationToken cancellationToken) =>
        FindLastDriftAsync(isCompleteOnly: true, cancellationToken);

    /// <summary>The last hundred complete drift runs since a time, and the last one before it, oldest first.</summary>
    internal Task<IReadOnlyList<ObservedDrift>> ListDriftsAsync(
        DateTimeOffset since,
        CancellationToken cancellationToken
    ) =>
        _database.QueryAsync<ObservedDrift>(
            """
            select at, differences
            from (
                select id, finished_at as at, (result ->> 'total')::bigint as differences, lead(finished_at) over (order by id) as next_at
                from (
                    select id, finished_at, result
                    from sync_runs
                    where kind = 'drift' and status = 'succeeded'
                    order by id desc
                    limit 101
                ) as newest
            ) as passes
            where at >= @since or next_at >= @since or next_at is null
            order by id
            """,
            new { since },
            cancellationToken
        );

    /// <remarks>
    /// In the order in which the runs started: a repair that overlaps a later drift run compared before that run. A
    /// repair with rejected rows is also incomplete, but it counts, because its report has the remaining differences.
    /// Repairs of older releases have no <c>remaining</c>.
    /// </remarks>
    private Task<LastDrift?> FindLastDriftAsync(bool isCompleteOnly, CancellationToken cancellationToken) =>
        _database.FindAsync<LastDrift>(
            """
            select finished_at, (result ->> case kind when 'drift' then 'total' else 'remaining' end)::bigint as total,
                status = 'succeeded' or kind = 'repair' as is_complete
            from sync_runs
            where (
                kind = 'drift' and (status = 'succeeded' or (status = 'incomplete' and not @isCompleteOnly))
                or kind = 'repair' and status in ('succeeded', 'incomplete')
                    and result -> 'remaining' is not null and (result -> 'found' ->> 'isComplete')::boolean
            )
            order by id desc
            limit 1
            """,
            new { isCompleteOnly },
            cancellationToken
        );
}

/// <summary>The number of objects that differed when a drift run ended.</summary>
internal sealed record ObservedDrift
{
    public required DateTimeOffset At { get; init; }
    public required long Differences { get; init; }
}

/// <summary>The result of the last drift run, or of a later repair.</summary>
internal sealed record LastDrift
{
    public required DateTimeOffset FinishedAt { get; init; }

    /// <summary>How many objects differed from Clerk: what a drift run found, or what a repair did not correct.</summary>
    public required long Total { get; init; }

    /// <summary>Whether all objects that Clerk counted were read. If not, more may differ.</summary>
    public required bool IsComplete { get; init; }
}
