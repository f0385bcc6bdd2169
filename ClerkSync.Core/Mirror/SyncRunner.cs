using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using ClerkSync.Core.Instance;

namespace ClerkSync.Core.Mirror;

/// <summary>Runs a backfill, a drift pass or a repair, and keeps what became of it in <c>sync_runs</c>.</summary>
internal sealed class SyncRunner(ClerkInstance instance, SyncRunLog runs)
{
    /// <summary>Runs some work on the instance that the database mirrors.</summary>
    /// <param name="kind">What it does.</param>
    /// <param name="resume">Whether the last run of its kind is gone on with, if that has not ended.</param>
    /// <param name="type">How its result is written.</param>
    /// <param name="work">Gets the run and the one who owns it.</param>
    /// <param name="isComplete">Whether the result is of all that Clerk has.</param>
    /// <exception cref="MirrorException">The key is of another instance, or another process took over.</exception>
    public async Task<T> RunAsync<T>(
        SyncRunKind kind,
        bool resume,
        JsonTypeInfo<T> type,
        Func<SyncRun, Guid, Task<T>> work,
        Func<T, bool> isComplete,
        CancellationToken cancellationToken
    )
    {
        await EnsureOurKeyAsync(cancellationToken);
        var owner = Guid.NewGuid();
        var run = await runs.StartAsync(kind, owner, resume, cancellationToken);
        try
        {
            var result = await work(run, owner);
            await runs.FinishAsync(
                run,
                owner,
                isComplete(result),
                JsonSerializer.Serialize(result, type),
                cancellationToken
            );
            return result;
        }
        // What was cancelled has not ended: a backfill goes on from its checkpoint.
        catch (Exception exception) when (exception is not OperationCanceledException and not MirrorException)
        {
            await runs.FailAsync(run, owner, exception, CancellationToken.None);
            throw;
        }
    }

    /// <summary>Runs some work that changes nothing, and keeps nothing of it.</summary>
    /// <exception cref="MirrorException">The key is of another instance.</exception>
    public async Task<T> RunUnrecordedAsync<T>(Func<Task<T>> work, CancellationToken cancellationToken)
    {
        await EnsureOurKeyAsync(cancellationToken);
        return await work();
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
