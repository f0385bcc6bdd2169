using ClerkSync.Core.Database;
using ClerkSync.Core.Disclosure;

namespace ClerkSync.Core.Mirror;

/// <summary>The statements that write <c>sync_runs</c>.</summary>
internal sealed class SyncRunLog(DatabaseWriter writer)
{
    /// <summary>Starts a run, or with <paramref name="resume"/> takes over the last one of its kind if that did not end.</summary>
    /// <param name="owner">Identifies the caller. Only the owner of a run can update it.</param>
    public async Task<SyncRun> StartAsync(
        SyncRunKind kind,
        Guid owner,
        bool resume,
        CancellationToken cancellationToken
    )
    {
        var runs = await writer.WriteAsync(
            transaction =>
                transaction.QueryAsync<SyncRun>(
                    """
                    with resumed as (
                        update sync_runs set owner = @owner, status = 'running', error = null, finished_at = null, updated_at = now()
                        where @resume and id = (select max(id) from sync_runs where kind = @kind) and status in ('running', 'failed')
                        returning id, kind, checkpoint::text
                    ),
                    -- The answer to an earlier attempt of ours may have been lost.
                    already as (
                        select id, kind, checkpoint::text from sync_runs
                        where owner = @owner and not exists (select from resumed)
                    ),
                    started as (
                        insert into sync_runs (kind, owner)
                        select @kind, @owner where not exists (select from resumed) and not exists (select from already)
                        returning id, kind, checkpoint::text
                    )
                    select * from resumed union all select * from already union all select * from started
                    """,
                    new
                    {
                        kind = kind.ToString().ToLowerInvariant(),
                        owner,
                        resume,
                    }
                ),
            cancellationToken
        );
        return runs.Single();
    }

    /// <summary>Saves where to resume.</summary>
    /// <exception cref="MirrorException">Another process took over the run.</exception>
    public Task CheckpointAsync(SyncRun run, Guid owner, string checkpoint, CancellationToken cancellationToken) =>
        UpdateAsync(
            run,
            owner,
            "update sync_runs set checkpoint = @checkpoint::jsonb, updated_at = now() where id = @id and owner = @owner",
            new
            {
                id = run.Id,
                owner,
                checkpoint,
            },
            cancellationToken
        );

    /// <summary>Ends a successful run.</summary>
    /// <param name="isComplete">Whether it read all of Clerk's objects. An incomplete run is not resumed; it must start again.</param>
    /// <param name="result">Counts and findings as JSON.</param>
    public Task FinishAsync(
        SyncRun run,
        Guid owner,
        bool isComplete,
        string result,
        CancellationToken cancellationToken
    ) =>
        UpdateAsync(
            run,
            owner,
            """
            update sync_runs
            set status = @status, result = @result::jsonb, error = null, finished_at = now(), updated_at = now()
            where id = @id and owner = @owner
            """,
            new
            {
                id = run.Id,
                owner,
                status = isComplete ? "succeeded" : "incomplete",
                result,
            },
            cancellationToken
        );

    /// <summary>Ends a run that failed. If the database is unavailable, the run stays <c>running</c>.</summary>
    public async Task FailAsync(SyncRun run, Guid owner, Exception exception, CancellationToken cancellationToken)
    {
        var error = ShownError.Describe(exception);
        try
        {
            await UpdateAsync(
                run,
                owner,
                """
                update sync_runs set status = 'failed', error = @error, finished_at = now(), updated_at = now()
                where id = @id and owner = @owner
                """,
                new
                {
                    id = run.Id,
                    owner,
                    error,
                },
                cancellationToken
            );
        }
        // Why the run failed matters more than that this could not be stored.
        catch (Exception noting) when (DatabaseErrors.IsOutage(noting)) { }
    }

    private async Task UpdateAsync(
        SyncRun run,
        Guid owner,
        string sql,
        object parameters,
        CancellationToken cancellationToken
    )
    {
        if (await writer.WriteAsync(transaction => transaction.ExecuteAsync(sql, parameters), cancellationToken) == 0)
        {
            throw new MirrorException($"Another process continues {run.Kind} {run.Id}; this one ({owner}) stops.");
        }
    }
}
