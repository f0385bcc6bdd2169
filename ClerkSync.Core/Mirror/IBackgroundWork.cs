namespace ClerkSync.Core.Mirror;

/// <summary>The work of one kind of run, which a route can start.</summary>
internal interface IBackgroundWork
{
    SyncRunKind Kind { get; }

    /// <summary>Does the work of a run that was started, and stores its result in <c>sync_runs</c>.</summary>
    Task WorkAsync(StartedRun started, RunOptions options, CancellationToken cancellationToken);
}
