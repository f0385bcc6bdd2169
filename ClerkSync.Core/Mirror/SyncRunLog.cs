using System.Text.Json;
using ClerkSync.Core.Database;
using ClerkSync.Core.Disclosure;

namespace ClerkSync.Core.Mirror;

/// <summary>The statements that write <c>sync_runs</c>.</summary>
internal sealed class SyncRunLog(DatabaseReader reader, DatabaseWriter writer)
{
    // A run that is worked on stores its progress every few seconds.
    private const string IsAlive = "updated_at >= now() - interval '2 minutes'";

    /// <summary>Starts a run, or with <paramref name="resume"/> takes over the last one of its kind if that did not end.</summary>
    /// <param name="owner">Identifies the caller. Only the owner of a run can update it.</param>
    /// <param name="options">The options of a run that the timer may resume; null for a run that it may not.</param>
    public async Task<SyncRun> StartAsync(
        SyncRunKind kind,
        Guid owner,
        bool resume,
        RunOptions? options,
        CancellationToken cancellationToken
    )
    {
        var runs = await writer.WriteAsync(
            transaction =>
                transaction.QueryAsync<SyncRun>(
                    """
                    with resumed as (
                        update sync_runs
                        set owner = @owner, status = 'running', error = null, finished_at = null, updated_at = now(),
                            options = @options::jsonb, attempts = 1
                        where @resume and id = (select max(id) from sync_runs where kind = @kind)
                            and status in ('running', 'failed', 'stopped')
                        returning id, kind, checkpoint::text, options::text, attempts
                    ),
                    -- The answer to an earlier attempt of ours may have been lost.
                    already as (
                        select id, kind, checkpoint::text, options::text, attempts from sync_runs
                        where owner = @owner and not exists (select from resumed)
                    ),
                    started as (
                        insert into sync_runs (kind, owner, options)
                        select @kind, @owner, @options::jsonb
                        where not exists (select from resumed) and not exists (select from already)
                        returning id, kind, checkpoint::text, options::text, attempts
                    )
                    select * from resumed union all select * from already union all select * from started
                    """,
                    new
                    {
                        kind = ToText(kind),
                        owner,
                        resume,
                        options = options is null
                            ? null
                            : JsonSerializer.Serialize(options, MirrorJson.Default.RunOptions),
                    }
                ),
            cancellationToken
        );
        return runs.Single();
    }

    /// <summary>Finds the last run of a kind that the timer may resume and that is being worked on; null when there is none.</summary>
    public Task<long?> FindAliveAsync(SyncRunKind kind, CancellationToken cancellationToken) =>
        reader.FindAsync<long?>(
            $"""
            select id from sync_runs
            where kind = @kind and status = 'running' and options is not null and {IsAlive}
            order by id desc
            limit 1
            """,
            new { kind = ToText(kind) },
            cancellationToken
        );

    /// <summary>Takes over a run that was interrupted; null when there is none, or another process takes it over now.</summary>
    public async Task<StartedRun?> TakeOverAsync(Guid owner, CancellationToken cancellationToken)
    {
        var runs = await writer.WriteAsync(
            transaction =>
                transaction.QueryAsync<SyncRun>(
                    $"""
                    update sync_runs set owner = @owner, attempts = attempts + 1, updated_at = now()
                    where id = (
                        select id from sync_runs
                        where status = 'running' and options is not null and not ({IsAlive})
                        order by id
                        limit 1
                        for update skip locked
                    )
                    returning id, kind, checkpoint::text, options::text, attempts
                    """,
                    new { owner }
                ),
            cancellationToken
        );
        return runs.SingleOrDefault() is { } run ? new StartedRun(run, owner) : null;
    }

    /// <summary>Stops a run. Its worker is no longer the owner, and notices it with its next update.</summary>
    /// <returns>Whether it was running; null when there is no such run.</returns>
    public async Task<bool?> StopAsync(long id, CancellationToken cancellationToken)
    {
        var stopped = await writer.WriteAsync(
            transaction =>
                transaction.QueryAsync<bool>(
                    """
                    with stopped as (
                        update sync_runs
                        set status = 'stopped', owner = gen_random_uuid(), finished_at = now(), updated_at = now()
                        where id = @id and status = 'running'
                        returning id
                    )
                    select exists (select from stopped) from sync_runs where id = @id
                    """,
                    new { id }
                ),
            cancellationToken
        );
        return stopped is [var wasRunning] ? wasRunning : null;
    }

    /// <summary>Stores the progress of a run.</summary>
    /// <returns>Whether the caller still owns the run.</returns>
    public async Task<bool> BeatAsync(RunInProgress run, CancellationToken cancellationToken) =>
        await writer.WriteAsync(
            transaction =>
                transaction.ExecuteAsync(
                    "update sync_runs set progress = @progress, updated_at = now() where id = @id and owner = @owner",
                    new
                    {
                        id = run.Run.Id,
                        owner = run.Owner,
                        progress = run.Progress,
                    }
                ),
            cancellationToken
        ) > 0;

    /// <summary>Saves where to resume.</summary>
    /// <exception cref="MirrorException">The run was stopped, or another process took it over.</exception>
    public Task CheckpointAsync(RunInProgress run, string checkpoint, CancellationToken cancellationToken) =>
        UpdateAsync(
            new StartedRun(run.Run, run.Owner),
            """
            update sync_runs set checkpoint = @checkpoint::jsonb, progress = @progress, updated_at = now()
            where id = @id and owner = @owner
            """,
            new
            {
                id = run.Run.Id,
                owner = run.Owner,
                checkpoint,
                progress = run.Progress,
            },
            cancellationToken
        );

    /// <summary>Ends a successful run.</summary>
    /// <param name="isComplete">
    /// Whether it read all of Clerk's objects and wrote its rows. An incomplete run is not resumed; it must start again.
    /// </param>
    /// <param name="result">Counts and findings as JSON.</param>
    public Task FinishAsync(RunInProgress run, bool isComplete, string result, CancellationToken cancellationToken) =>
        UpdateAsync(
            new StartedRun(run.Run, run.Owner),
            """
            update sync_runs
            set status = @status, result = @result::jsonb, progress = @progress, error = null,
                finished_at = now(), updated_at = now()
            where id = @id and owner = @owner
            """,
            new
            {
                id = run.Run.Id,
                owner = run.Owner,
                status = isComplete ? "succeeded" : "incomplete",
                result,
                progress = run.Progress,
            },
            cancellationToken
        );

    /// <summary>Ends a run that failed. If the database is unavailable, the run stays <c>running</c>.</summary>
    public async Task FailAsync(StartedRun run, Exception exception, CancellationToken cancellationToken)
    {
        var error = ShownError.Describe(exception);
        try
        {
            await UpdateAsync(
                run,
                """
                update sync_runs set status = 'failed', error = @error, finished_at = now(), updated_at = now()
                where id = @id and owner = @owner
                """,
                new
                {
                    id = run.Run.Id,
                    owner = run.Owner,
                    error,
                },
                cancellationToken
            );
        }
        // The reason of the failure matters more than the failure to store it.
        catch (Exception noting) when (DatabaseErrors.IsOutage(noting)) { }
    }

    /// <summary>Creates the exception for a worker that no longer owns its run.</summary>
    public static MirrorException Lost(StartedRun run) =>
        new(
            $"{run.Run.Kind} {run.Run.Id} was stopped, or another process continues it; this process (owner {run.Owner}) no longer works on it."
        );

    private async Task UpdateAsync(StartedRun run, string sql, object parameters, CancellationToken cancellationToken)
    {
        if (await writer.WriteAsync(transaction => transaction.ExecuteAsync(sql, parameters), cancellationToken) == 0)
        {
            throw Lost(run);
        }
    }

    private static string ToText(SyncRunKind kind) => kind.ToString().ToLowerInvariant();
}
