using ClerkSync.Core;
using ClerkSync.Core.Mirror;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace ClerkSync.Functions.Ops.Timers;

/// <summary>Compares everything with Clerk every night; <c>sync_runs</c>, the health and a metric keep what it found.</summary>
public sealed partial class CheckDrift(Drift drift, ClerkSyncSettings settings, ILogger<CheckDrift> logger)
{
    /// <summary>Runs at 03:47 UTC, where there is a key to ask Clerk with.</summary>
    [Function(nameof(CheckDrift))]
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
        if (report.Total > 0)
        {
            LogDrift(report.Missing, report.Extra, report.Different);
        }
    }

    [LoggerMessage(LogLevel.Information, "CLERK_SECRET_KEY is not set: the database is not compared with Clerk")]
    private partial void LogNoKey();

    [LoggerMessage(
        LogLevel.Warning,
        "The database differs from Clerk: {Missing} missing, {Extra} extra, {Different} different"
    )]
    private partial void LogDrift(long missing, long extra, long different);
}
