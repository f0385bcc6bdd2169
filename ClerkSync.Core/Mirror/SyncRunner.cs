using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using ClerkSync.Core.Instance;

namespace ClerkSync.Core.Mirror;

/// <summary>Runs a backfill, a drift pass or a repair, and stores its result in <c>sync_runs</c>.</summary>
internal sealed class SyncRunner(ClerkInstance instance, SyncRunLog runs)
{
    /// <summary>Runs work, if the key belongs to the database's Clerk instance.</summary>
    /// <param name="resume">Whether to resume the last run of this kind, if that did not end.</param>
    /// <param name="work">Gets the run and its owner.</param>
    /// <param name="isComplete">Whether the result covers all of Clerk's objects.</param>
    /// <exception cref="MirrorException">The key belongs to another instance, or another process took over the run.</exception>
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
        // A canceled run has not ended: a backfill resumes from its checkpoint.
        catch (Exception exception) when (exception is not OperationCanceledException and not MirrorException)
        {
            await runs.FailAsync(run, owner, exception, CancellationToken.None);
            throw;
        }
    }

    /// <summary>Runs work that changes nothing, and stores nothing.</summary>
    /// <exception cref="MirrorException">The key belongs to another instance.</exception>
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
