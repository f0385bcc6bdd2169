using ClerkSync.Core.Database;
using ClerkSync.Core.Mirror;
using ClerkSync.Core.Webhooks;
using Microsoft.Extensions.Logging;

namespace ClerkSync.Core.Health;

/// <summary>Reads the health from the database.</summary>
public sealed partial class HealthReader(
    Migrator migrator,
    DeliveryReader deliveries,
    SyncRunReader runs,
    ILogger<HealthReader> logger
)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Reads the health; an outage is an answer, not an exception.</summary>
    public async Task<HealthReport> ReadAsync(CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        try
        {
            var status = await migrator.GetStatusAsync(patience.Token);
            return status.Pending is []
                ? new HealthReport
                {
                    Database = "ok",
                    Migrations = "ok",
                    LastApplied = Describe(await deliveries.FindLastAppliedAsync(patience.Token)),
                    Drift = await runs.FindLastDriftAsync(patience.Token),
                }
                : new HealthReport { Database = "ok", Migrations = "pending" };
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            LogUnhealthy(DatabaseErrors.Describe(exception));
            return new HealthReport { Database = "unavailable", Migrations = "unknown" };
        }
    }

    private static HealthReport.LastAppliedEvent? Describe(DeliveryRecord? last) =>
        last is null
            ? null
            : new HealthReport.LastAppliedEvent(
                last.EventType,
                last.EventAt,
                last.ProcessedAt,
                (long?)(last.ProcessedAt - last.EventAt)?.TotalMilliseconds
            );

    [LoggerMessage(LogLevel.Error, "The health could not be read: {Error}")]
    private partial void LogUnhealthy(string error);
}
