using System.Collections.Concurrent;
using ClerkSync.Core.Database;

namespace ClerkSync.Core.Deliveries;

/// <summary>Counts what arrived in each part of a time, and keeps the counts of parts that are over.</summary>
/// <remarks>
/// Counting a million deliveries takes a second. A part that is over changes only when a failed or rejected delivery succeeds later. So
/// its count is kept while it has as many of these, which an index counts.
/// </remarks>
internal sealed class DeliveryChart(DatabaseReader database, TimeProvider time)
{
    // Longer than a delivery takes from its arrival to its row, even if the clocks of two instances differ.
    private static readonly TimeSpan Settling = TimeSpan.FromMinutes(1);

    // The last window of each length of a part.
    private readonly ConcurrentDictionary<TimeSpan, Dictionary<DateTimeOffset, DeliveryPoint>> _settled = new();

    /// <returns>One point for each part, the oldest first.</returns>
    public async Task<IReadOnlyList<DeliveryPoint>> CountAsync(
        DateTimeOffset from,
        TimeSpan part,
        int count,
        CancellationToken cancellationToken
    )
    {
        var settledBefore = time.GetUtcNow() - Settling - part;
        var points = await FindKeptAsync(from, part, count, cancellationToken);
        DateTimeOffset[] left =
        [
            .. Enumerable.Range(0, count).Select(i => from + (part * i)).Where(at => !points.ContainsKey(at)),
        ];
        foreach (var point in await CountAsync(left, part, cancellationToken))
        {
            points[point.At] = point;
        }

        _settled[part] = points.Where(point => point.Key <= settledBefore).ToDictionary();
        return [.. points.Values.OrderBy(point => point.At)];
    }

    private async Task<Dictionary<DateTimeOffset, DeliveryPoint>> FindKeptAsync(
        DateTimeOffset from,
        TimeSpan part,
        int count,
        CancellationToken cancellationToken
    )
    {
        if (!_settled.TryGetValue(part, out var settled))
        {
            return [];
        }

        var unsuccessful = (
            await database.QueryAsync<DeliveryPoint>(
                """
                select
                    date_bin(@part, received_at, @from) as at,
                    count(*) filter (where outcome = 'rejected') as rejected,
                    count(*) filter (where outcome = 'failed') as failed
                from webhook_deliveries
                where received_at >= @from and received_at < @to and outcome in ('failed', 'rejected')
                group by 1
                """,
                new
                {
                    from,
                    to = from + (part * count),
                    part,
                },
                cancellationToken
            )
        ).ToDictionary(point => point.At, point => (point.Rejected, point.Failed));
        return settled
            .Where(point =>
                point.Key >= from
                && unsuccessful.GetValueOrDefault(point.Key) == (point.Value.Rejected, point.Value.Failed)
            )
            .ToDictionary();
    }

    private Task<IReadOnlyList<DeliveryPoint>> CountAsync(
        DateTimeOffset[] parts,
        TimeSpan part,
        CancellationToken cancellationToken
    ) =>
        database.QueryAsync<DeliveryPoint>(
            """
            select
                at, applied, stale, ignored, rejected, failed,
                (extract(epoch from lags[1]) * 1000)::bigint as lag_p50_ms,
                (extract(epoch from lags[2]) * 1000)::bigint as lag_p99_ms
            from unnest(@parts) as at
            cross join lateral (
                select
                    count(*) filter (where outcome = 'applied') as applied,
                    count(*) filter (where outcome = 'stale') as stale,
                    count(*) filter (where outcome = 'ignored') as ignored,
                    count(*) filter (where outcome = 'rejected') as rejected,
                    count(*) filter (where outcome = 'failed') as failed,
                    -- Clerk's clock may be ahead of ours.
                    percentile_disc(array[0.5, 0.99])
                        within group (order by greatest(processed_at - event_at, interval '0'))
                        filter (where outcome = 'applied' and event_at is not null) as lags
                from webhook_deliveries
                where received_at >= at and received_at < at + @part
            ) as counted
            """,
            new { parts, part },
            cancellationToken
        );
}
