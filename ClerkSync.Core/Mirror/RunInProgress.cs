namespace ClerkSync.Core.Mirror;

/// <summary>A run, and who works on it.</summary>
/// <param name="Owner">Only the owner of a run can update it.</param>
internal sealed record StartedRun(SyncRun Run, Guid Owner);

/// <summary>A run while it is worked on.</summary>
internal sealed class RunInProgress(StartedRun started, CancellationToken cancellationToken)
{
    private long _progress;

    public SyncRun Run => started.Run;

    public Guid Owner => started.Owner;

    /// <summary>Canceled by the caller, and when the run was stopped or another process continues it.</summary>
    public CancellationToken CancellationToken => cancellationToken;

    /// <summary>How many objects were read so far. A heartbeat stores it.</summary>
    public long Progress
    {
        get => Volatile.Read(ref _progress);
        set => Volatile.Write(ref _progress, value);
    }
}
