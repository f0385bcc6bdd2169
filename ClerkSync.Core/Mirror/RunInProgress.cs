namespace ClerkSync.Core.Mirror;

/// <summary>A run and its owner.</summary>
/// <param name="Owner">Only the owner of a run can update it.</param>
internal sealed record StartedRun(SyncRun Run, Guid Owner);

/// <summary>The state of a run in progress.</summary>
internal sealed class RunInProgress(StartedRun started, CancellationToken cancellationToken)
{
    private long _progress;

    public SyncRun Run => started.Run;

    public Guid Owner => started.Owner;

    /// <summary>Canceled by the caller, or when the run was stopped or another process has taken it over.</summary>
    public CancellationToken CancellationToken => cancellationToken;

    /// <summary>The number of objects read so far. A heartbeat stores it.</summary>
    public long Progress
    {
        get => Volatile.Read(ref _progress);
        set => Volatile.Write(ref _progress, value);
    }
}
