using ClerkSync.Core.Access.Checks;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace ClerkSync.Functions.Ops.Timers;

/// <summary>
/// Compares what people may use with what they pay for, every night. The result is in <c>sync_runs</c> and in the incidents.
/// </summary>
public sealed partial class CheckAccess(AccessOperations access, ILogger<CheckAccess> logger)
{
    /// <summary>Runs at 04:17 UTC, if a Stripe key is configured and a mapping exists.</summary>
    [Function("ClerkSyncCheckAccess")]
    public Task RunAsync([TimerTrigger("0 17 4 * * *")] TimerInfo timer, CancellationToken cancellationToken) =>
        TimerException.GuardAsync(() => CompareAsync(cancellationToken), cancellationToken);

    private async Task CompareAsync(CancellationToken cancellationToken)
    {
        if (!access.HasStripeKey)
        {
            LogNoKey();
            return;
        }

        if (await access.CheckAsync(onlyClerkId: null, cancellationToken) is not { } report)
        {
            LogNotMapped();
            return;
        }

        if (report.Problem is { } problem)
        {
            LogIncomplete(problem);
        }

        if (report.Steps is { Opened: > 0 } or { Reopened: > 0 })
        {
            LogOpened(report.Steps.Opened, report.Steps.Reopened, report.Found);
        }
    }

    [LoggerMessage(LogLevel.Information, "STRIPE_SECRET_KEY is not set: access is not compared with payments")]
    private partial void LogNoKey();

    [LoggerMessage(LogLevel.Information, "No source of access is mapped: access is not compared with payments")]
    private partial void LogNotMapped();

    [LoggerMessage(LogLevel.Warning, "Access could not be checked completely: {Problem}")]
    private partial void LogIncomplete(string problem);

    [LoggerMessage(
        LogLevel.Warning,
        "Access differs from what is paid for: {Opened} incidents opened, {Reopened} reopened, {Found} accounts have an incident"
    )]
    private partial void LogOpened(int opened, int reopened, int found);
}
