using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using ClerkSync.Core.Database;
using ClerkSync.Core.Instance;

namespace ClerkSync.Core.Mirror;

/// <summary>
/// Runs a backfill, a drift run, a repair or an access check, and stores its progress and its result in
/// <c>sync_runs</c>.
/// </summary>
internal sealed class SyncRunner(ClerkInstance instance, SyncRunLog runs)
{
    // A run without a heartbeat for two minutes counts as interrupted.
    private static readonly TimeSpan HeartbeatEvery = TimeSpan.FromSeconds(5);

    /// <summary>Starts a run, if the key belongs to the database's Clerk instance.</summary>
    /// <param name="resume">Whether to resume the last run of this kind, if that did not end.</param>
    /// <param name="options">The options of a run that the timer may resume; null for a run that it may not.</param>
    /// <exception cref="MirrorException">The key belongs to another instance.</exception>
    public async Task<StartedRun> StartAsync(
        SyncRunKind kind,
        bool resume,
        RunOptions? options,
        CancellationToken cancellationToken
    )
    {
        // An access check reads the database and Stripe, and needs no key of Clerk's.
        if (kind != SyncRunKind.Access)
        {
            await EnsureOurKeyAsync(cancellationToken);
        }

        var owner = Guid.NewGuid();
        return new StartedRun(await runs.StartAsync(kind, owner, resume, options, cancellationToken), owner);
    }

    /// <summary>Does the work of a run that was started.</summary>
    /// <exception cref="MirrorException">The run was stopped, or another process continues it.</exception>
    public async Task<T> RunAsync<T>(
        StartedRun started,
        JsonTypeInfo<T> type,
        Func<RunInProgress, Task<T>> work,
        CancellationToken cancellationToken
    )
        where T : IRunResult
    {
        using var lost = new CancellationTokenSource();
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, lost.Token);
        var run = new RunInProgress(started, ended.Token);
        var heartbeat = BeatAsync(run, lost);
        try
        {
            var result = await work(run);
            await runs.FinishAsync(run, result.IsComplete, JsonSerializer.Serialize(result, type), ended.Token);
            return result;
        }
        catch (OperationCanceledException) when (lost.IsCancellationRequested)
        {
            throw SyncRunLog.Lost(started);
        }
        // A canceled run has not ended: a backfill resumes from its checkpoint.
        catch (Exception exception) when (exception is not OperationCanceledException and not MirrorException)
        {
            await runs.FailAsync(started, exception, CancellationToken.None);
            throw;
        }
        finally
        {
            await ended.CancelAsync();
            await heartbeat;
        }
    }

    /// <summary>Runs work that changes nothing, and stores nothing.</summary>
    /// <exception cref="MirrorException">The key belongs to another instance.</exception>
    public async Task<T> RunUnrecordedAsync<T>(Func<Task<T>> work, CancellationToken cancellationToken)
    {
        await EnsureOurKeyAsync(cancellationToken);
        return await work();
    }

    /// <summary>Stores the progress every few seconds, and cancels the work when the run was stopped or taken over.</summary>
    private async Task BeatAsync(RunInProgress run, CancellationTokenSource lost)
    {
        try
        {
            while (true)
            {
                // Uses the machine's clock, because a test's clock may never advance.
                await Task.Delay(HeartbeatEvery, run.CancellationToken);
                if (!await TryBeatAsync(run))
                {
                    await lost.CancelAsync();
                    return;
                }
            }
        }
        catch (OperationCanceledException) when (run.CancellationToken.IsCancellationRequested) { }
    }

    private async Task<bool> TryBeatAsync(RunInProgress run)
    {
        try
        {
            return await runs.BeatAsync(run, run.CancellationToken);
        }
        // The work itself decides whether it outlasts an outage.
        catch (Exception exception)
            when (DatabaseErrors.IsOutage(exception) && !run.CancellationToken.IsCancellationRequested)
        {
            return true;
        }
    }

    private async Task EnsureOurKeyAsync(CancellationToken cancellationToken)
    {
        await instance.AskWhoseKeyAsync(cancellationToken);
        if (await instance.JudgeKeyAsync(cancellationToken) is { } mismatch)
        {
            throw new MirrorException(mismatch.OfKey);
        }
    }
}
