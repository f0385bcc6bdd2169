using ClerkSync.Core.Database;
using ClerkSync.Core.Disclosure;

namespace ClerkSync.Core.Mirror;

/// <summary>The statements that write <c>sync_runs</c>.</summary>
internal sealed class SyncRunLog(DatabaseWriter writer)
{
    /// <summary>Starts a run, or takes over the last one of its kind that has not ended.</summary>
    /// <param name="kind">What it does.</param>
    /// <param name="owner">Who works on it from now on.</param>
    /// <param name="resume">Whether a run that was killed is gone on with.</param>
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
                        kind = ToText(kind),
                        owner,
                        resume,
                    }
                ),
            cancellationToken
        );
        return runs.Single();
    }

    /// <summary>Saves where to go on.</summary>
    /// <exception cref="MirrorException">Another process has taken the run over.</exception>
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

    /// <summary>Ends a run that did what it should.</summary>
    /// <param name="run">Which.</param>
    /// <param name="owner">Who worked on it.</param>
    /// <param name="isComplete">Whether it read all that Clerk has. An incomplete one is not gone on with: it has to begin again.</param>
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

    /// <summary>Ends a run that an exception has ended; a database that is away keeps it as running.</summary>
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
        // What ended the run matters more than that it could not be noted.
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
            throw new MirrorException($"Another process goes on with {run.Kind} {run.Id}; this one ({owner}) stops.");
        }
    }

    private static string ToText(SyncRunKind kind) =>
        kind switch
        {
            SyncRunKind.Backfill => "backfill",
            SyncRunKind.Drift => "drift",
            SyncRunKind.Repair => "repair",
            _ => throw new ArgumentOutOfRangeException(nameof(kind)),
        };
}
