using ClerkSync.Core;
using ClerkSync.Core.Mirror;
using Microsoft.Azure.Functions.Worker;

namespace ClerkSync.Functions.Ops.Timers;

/// <summary>Resumes runs that a crash, a deployment or a scale-in interrupted.</summary>
public sealed class ResumeRuns(BackgroundRuns runs, ClerkSyncSettings settings)
{
    /// <summary>Looks every minute, and lasts as long as the runs that it resumes: the host keeps a process with a running function.</summary>
    [Function("ClerkSyncResumeRuns")]
    public Task RunAsync([TimerTrigger("30 * * * * *")] TimerInfo timer, CancellationToken cancellationToken) =>
        settings.ClerkSecretKey is null
            ? Task.CompletedTask
            : TimerException.GuardAsync(() => runs.ResumeRunsAsync(cancellationToken), cancellationToken);
}
