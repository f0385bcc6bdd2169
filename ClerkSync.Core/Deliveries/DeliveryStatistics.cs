using ClerkSync.Core.Database;

namespace ClerkSync.Core.Deliveries;

/// <summary>Counts the deliveries in the log.</summary>
public sealed class DeliveryStatistics
{
    private readonly DatabaseReader _database;

    internal DeliveryStatistics(DatabaseReader database) => _database = database;

    /// <summary>Counts failed and rejected deliveries, and finds when the last one of any outcome arrived.</summary>
    internal async Task<DeliverySummary> SummarizeAsync(CancellationToken cancellationToken) =>
        (
            await _database.FindAsync<DeliverySummary>(
                """
                select
                    (select count(*) from webhook_deliveries where outcome in ('failed', 'rejected')) as unsuccessful,
                    (select max(received_at) from webhook_deliveries) as last_received_at
                """,
                null,
                cancellationToken
            )
        )!;

    /// <summary>Groups the failed and rejected deliveries by their error, the largest group first.</summary>
    /// <param name="since">Counts only those that first arrived at this time or later; null counts all.</param>
    /// <param name="limit">The most groups.</param>
    internal async Task<IReadOnlyList<FailureGroup>> GroupFailuresAsync(
        DateTimeOffset? since,
        int limit,
        CancellationToken cancellationToken
    )
    {
        var rows = await _database.QueryAsync<CountedError>(
            """
            select
                error,
                count(*) as count,
                count(*) filter (where payload is not null) as with_payload,
                min(received_at) as first_at,
                max(received_at) as last_at
            from webhook_deliveries
            where outcome in ('failed', 'rejected')
                and received_at >= @since
                and error is not null
            group by error
            order by count(*) desc, error
            limit @limit
            """,
            new { since = since ?? DateTimeOffset.UnixEpoch, limit },
            cancellationToken
        );
        return [.. rows.Select(Describe)];
    }

    /// <summary>Counts what arrived in each part of a time, by outcome. A part without deliveries is left out.</summary>
    internal Task<IReadOnlyList<DeliveryPoint>> CountAsync(
        DateTimeOffset from,
        DateTimeOffset to,
        TimeSpan part,
        CancellationToken cancellationToken
    ) =>
        _database.QueryAsync<DeliveryPoint>(
            """
            select
                at, applied, stale, ignored, rejected, failed,
                (extract(epoch from lags[1]) * 1000)::bigint as lag_p50_ms,
                (extract(epoch from lags[2]) * 1000)::bigint as lag_p99_ms
            from (
                select
                    date_bin(@part, received_at, @from) as at,
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
                where received_at >= @from and received_at < @to
                group by 1
            ) as counted
            order by at
            """,
            new
            {
                from,
                to,
                part,
            },
            cancellationToken
        );

    private static FailureGroup Describe(CountedError row)
    {
        var (cause, sqlState, table, constraint) = FailureCause.Read(row.Error);
        return new FailureGroup
        {
            Code = cause.Code,
            SqlState = sqlState,
            Table = table,
            Constraint = constraint,
            Count = row.Count,
            WithPayload = row.WithPayload,
            FirstAt = row.FirstAt,
            LastAt = row.LastAt,
            Sentence = cause.Sentence,
            Filter = new FailureFilter(row.Error),
        };
    }

    private sealed record CountedError
    {
        public required string Error { get; init; }
        public required long Count { get; init; }
        public required long WithPayload { get; init; }
        public required DateTimeOffset FirstAt { get; init; }
        public required DateTimeOffset LastAt { get; init; }
    }
}

/// <summary>The delivery log in two values.</summary>
internal sealed record DeliverySummary
{
    /// <summary>How many deliveries are failed or rejected now.</summary>
    public required long Unsuccessful { get; init; }

    /// <summary>When the last delivery first arrived; null when there is none.</summary>
    public DateTimeOffset? LastReceivedAt { get; init; }
}
