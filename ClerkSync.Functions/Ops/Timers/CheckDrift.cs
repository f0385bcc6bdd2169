using ClerkSync.Core;
using ClerkSync.Core.Mirror;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace ClerkSync.Functions.Ops.Timers;

/// <summary>Compares all objects with Clerk every night. The result is in <c>sync_runs</c>, the health report and a metric.</summary>
public sealed partial class CheckDrift(Drift drift, ClerkSyncSettings settings, ILogger<CheckDrift> logger)
{
    /// <summary>Runs at 03:47 UTC, if <c>CLERK_SECRET_KEY</c> is set.</summary>
    [Function("ClerkSyncCheckDrift")]
    public Task RunAsync([TimerTrigger("0 47 3 * * *")] TimerInfo timer, CancellationToken cancellationToken) =>
        TimerException.GuardAsync(() => CompareAsync(cancellationToken), cancellationToken);

    private async Task CompareAsync(CancellationToken cancellationToken)
    {
        if (settings.ClerkSecretKey is null)
        {
            LogNoKey();
            return;
        }

        var report = await drift.RunAsync(new Progress<long>(), cancellationToken);
        if (!report.IsComplete)
        {
            LogIncomplete(report.Missing, report.Extra, report.Different);
        }
        else if (report.Total > 0)
        {
            LogDrift(report.Missing, report.Extra, report.Different);
        }

        if (report.Unreadable > 0)
        {
            LogUnreadable(report.Unreadable);
        }
    }

    [LoggerMessage(LogLevel.Information, "CLERK_SECRET_KEY is not set: the database is not compared with Clerk")]
    private partial void LogNoKey();

    [LoggerMessage(
        LogLevel.Warning,
        "The database differs from Clerk: {Missing} missing, {Extra} extra, {Different} different"
    )]
    private partial void LogDrift(long missing, long extra, long different);

    [LoggerMessage(
        LogLevel.Warning,
        "{Count} of Clerk's objects could not be read and were skipped; the run in ops/runs names them"
    )]
    private partial void LogUnreadable(long count);

    [LoggerMessage(
        LogLevel.Warning,
        "Not all objects that Clerk counts could be compared with the database: {Missing} missing, {Extra} extra, {Different} different so far"
    )]
    private partial void LogIncomplete(long missing, long extra, long different);
}
