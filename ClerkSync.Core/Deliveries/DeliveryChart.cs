using System.Collections.Concurrent;
using ClerkSync.Core.Database;

namespace ClerkSync.Core.Deliveries;

/// <summary>Counts the deliveries in each bucket of a window, and caches the counts of past buckets.</summary>
/// <remarks>
/// Counting a million deliveries takes a second. A past bucket changes when one of its failed or rejected deliveries
/// succeeds later, so its count is cached as long as it has the same number of them, which an index counts. A replay of
/// an ignored delivery, after <c>instance reset</c>, also changes a past bucket; the chart shows this only after a
/// restart.
/// </remarks>
internal sealed class DeliveryChart(DatabaseReader database, TimeProvider time)
{
    // Longer than a delivery takes from its arrival to its row, even if the clocks of two instances differ.
    private static readonly TimeSpan Settling = TimeSpan.FromMinutes(1);

    // Few enough to count a busy day within the time limit of a statement. If a later statement fails, the earlier
    // counts are kept.
    private const int BucketsAtOnce = 8;

    // The last window for each bucket length.
    private readonly ConcurrentDictionary<TimeSpan, Dictionary<DateTimeOffset, DeliveryPoint>> _settled = new();

    /// <returns>One point for each bucket, the oldest first.</returns>
    public async Task<IReadOnlyList<DeliveryPoint>> CountAsync(
        DateTimeOffset from,
        TimeSpan bucket,
        int count,
        CancellationToken cancellationToken
    )
    {
        var settledBefore = time.GetUtcNow() - Settling - bucket;
        var points = await FindKeptAsync(from, bucket, count, cancellationToken);
        DateTimeOffset[] left =
        [
            .. Enumerable.Range(0, count).Select(i => from + (bucket * i)).Where(at => !points.ContainsKey(at)),
        ];
        foreach (var some in left.Chunk(BucketsAtOnce))
        {
            foreach (var point in await QueryAsync(some, bucket, cancellationToken))
            {
                points[point.At] = point;
            }

            _settled[bucket] = points.Where(point => point.Key <= settledBefore).ToDictionary();
        }

        return [.. points.Values.OrderBy(point => point.At)];
    }

    private async Task<Dictionary<DateTimeOffset, DeliveryPoint>> FindKeptAsync(
        DateTimeOffset from,
        TimeSpan bucket,
        int count,
        CancellationToken cancellationToken
    )
    {
        if (!_settled.TryGetValue(bucket, out var settled))
        {
            return [];
        }

        var unsuccessful = (
            await database.QueryAsync<DeliveryPoint>(
                """
                select
                    date_bin(@bucket, received_at, @from) as at,
                    count(*) filter (where outcome = 'rejected') as rejected,
                    count(*) filter (where outcome = 'failed') as failed
                from webhook_deliveries
                where received_at >= @from and received_at < @to and outcome in ('failed', 'rejected')
                group by 1
                """,
                new
                {
                    from,
                    to = from + (bucket * count),
                    bucket,
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

    private Task<IReadOnlyList<DeliveryPoint>> QueryAsync(
        DateTimeOffset[] buckets,
        TimeSpan bucket,
        CancellationToken cancellationToken
    ) =>
        database.QueryAsync<DeliveryPoint>(
            """
            select
                at, applied, stale, ignored, rejected, failed,
                (extract(epoch from lags[1]) * 1000)::bigint as lag_p50_ms,
                (extract(epoch from lags[2]) * 1000)::bigint as lag_p99_ms
            from unnest(@buckets) as at
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
                where received_at >= at and received_at < at + @bucket
            ) as counted
            """,
            new { buckets, bucket },
            cancellationToken
        );
}
