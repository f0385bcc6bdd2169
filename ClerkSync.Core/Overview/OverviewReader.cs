using ClerkSync.Core.Access.Checks;
using ClerkSync.Core.Deliveries;
using ClerkSync.Core.Mirror;

namespace ClerkSync.Core.Overview;

/// <summary>Reads the data for the first page of the console.</summary>
public sealed class OverviewReader
{
    private readonly DeliveryStatistics _deliveries;
    private readonly DeliveryChart _chart;
    private readonly SyncRunReader _runs;
    private readonly AccessIncidents _incidents;
    private readonly TimeProvider _time;

    internal OverviewReader(
        DeliveryStatistics deliveries,
        DeliveryChart chart,
        SyncRunReader runs,
        AccessIncidents incidents,
        TimeProvider time
    ) => (_deliveries, _chart, _runs, _incidents, _time) = (deliveries, chart, runs, incidents, time);

    internal async Task<SyncStatus> ReadStatusAsync(CancellationToken cancellationToken)
    {
        var now = _time.GetUtcNow();
        var deliveries = await _deliveries.SummarizeAsync(cancellationToken);
        var last = await FindLastDriftAsync(cancellationToken);
        return new SyncStatus
        {
            At = now,
            State = SyncStatus.Judge(last, deliveries.Unsuccessful, now),
            CheckedAt = last?.FinishedAt,
            Differences = last?.Total,
            FailedDeliveries = deliveries.Unsuccessful,
            OpenIncidents = await _incidents.CountOpenAsync(cancellationToken),
            LastDeliveryAt = deliveries.LastReceivedAt,
        };
    }

    internal async Task<Charts> ReadChartsAsync(ChartWindow window, CancellationToken cancellationToken)
    {
        var from = window.FindStart(_time.GetUtcNow());
        return new Charts
        {
            Window = window.Name,
            BucketSeconds = (int)window.Bucket.TotalSeconds,
            Points = await _chart.CountAsync(from, window.Bucket, window.Count, cancellationToken),
            Drift = await _runs.ListDriftsAsync(from, cancellationToken),
            Incidents = await _incidents.ListOpenCountsAsync(from, cancellationToken),
        };
    }

    /// <summary>
    /// An incomplete check counts only if it found a difference. Without a difference, it proves nothing.
    /// </summary>
    private async Task<LastDrift?> FindLastDriftAsync(CancellationToken cancellationToken)
    {
        var last = await _runs.FindLastDriftAsync(cancellationToken);
        return last is { IsComplete: false, Total: 0 }
            ? await _runs.FindLastCompleteDriftAsync(cancellationToken)
            : last;
    }
}
