using ClerkSync.Core;
using ClerkSync.Core.Access.Checks;
using ClerkSync.Core.Mirror;
using Microsoft.Azure.Functions.Worker;

namespace ClerkSync.Functions.Ops.Timers;

/// <summary>Resumes runs that a crash, a deployment or a scale-in interrupted.</summary>
public sealed class ResumeRuns(BackgroundRuns runs, ClerkSyncSettings settings, AccessOperations access)
{
    /// <summary>Runs every minute, and lasts as long as the runs that it resumes, so that the host does not stop the process.</summary>
    [Function("ClerkSyncResumeRuns")]
    public Task RunAsync([TimerTrigger("30 * * * * *")] TimerInfo timer, CancellationToken cancellationToken)
    {
        // Without either key, no run can start, and a query every minute would wake a database that pauses when it is
        // idle.
        var canHaveRuns = settings.ClerkSecretKey is not null || access.HasStripeKey;
        return canHaveRuns
            ? TimerException.GuardAsync(() => runs.ResumeRunsAsync(cancellationToken), cancellationToken)
            : Task.CompletedTask;
    }
}
