using ClerkSync.Core.Database;

namespace ClerkSync.Core.Deliveries;

/// <summary>Counts the deliveries in the log.</summary>
internal sealed class DeliveryStatistics(DatabaseReader database, ClerkSyncSettings settings)
{
    /// <summary>The maximum number of users or other objects to name in a group of failures.</summary>
    public const int MostAffected = 3;

    /// <summary>Counts failed and rejected deliveries, and finds when the last one of any outcome arrived.</summary>
    public async Task<DeliverySummary> SummarizeAsync(CancellationToken cancellationToken) =>
        (
            await database.FindAsync<DeliverySummary>(
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
    /// <param name="limit">The maximum number of groups.</param>
    /// <param name="cause">Only the group with this error; null means all groups.</param>
    public async Task<IReadOnlyList<FailureGroup>> GroupFailuresAsync(
        DateTimeOffset? since,
        int limit,
        string? cause,
        CancellationToken cancellationToken
    )
    {
        var rows = await database.QueryAsync<CountedError>(
            """
            select
                error,
                count(*) as count,
                count(*) filter (where payload is not null) as with_payload,
                min(received_at) filter (where payload is not null) as first_payload_at,
                min(received_at) as first_at,
                max(received_at) as last_at
            from webhook_deliveries
            where outcome in ('failed', 'rejected')
                and received_at >= @since
                and error is not null
                and (@cause::text is null or error = @cause)
            group by error
            order by count(*) desc, error
            limit @limit
            """,
            new
            {
                since = since ?? DateTimeOffset.UnixEpoch,
                limit,
                cause,
            },
            cancellationToken
        );
        return [.. rows.Select(Describe)];
    }

    /// <summary>Counts the objects that the deliveries of each group are about, and names the last ones.</summary>
    public async Task<ILookup<string, AffectedObject>> ListAffectedAsync(
        IEnumerable<FailureGroup> groups,
        DateTimeOffset? since,
        CancellationToken cancellationToken
    ) =>
        (
            await database.QueryAsync<AffectedObject>(
                """
                select error, clerk_id, count
                from (
                    select
                        error,
                        clerk_id,
                        count(*) over (partition by error) as count,
                        row_number() over (partition by error order by last_at desc, clerk_id) as position
                    from (
                        select error, coalesce(user_clerk_id, clerk_id) as clerk_id, max(received_at) as last_at
                        from webhook_deliveries
                        where outcome in ('failed', 'rejected')
                            and received_at >= @since
                            and error = any(@errors)
                            and coalesce(user_clerk_id, clerk_id) is not null
                        group by 1, 2
                    ) as objects
                ) as affected
                where position <= @MostAffected
                order by error, position
                """,
                new
                {
                    since = since ?? DateTimeOffset.UnixEpoch,
                    errors = groups.Select(group => group.Filter.Cause).ToArray(),
                    MostAffected,
                },
                cancellationToken
            )
        ).ToLookup(affected => affected.Error);

    private FailureGroup Describe(CountedError row)
    {
        var error = StoredError.Read(row.Error);
        return new FailureGroup
        {
            Code = error.Cause.Code,
            SqlState = error.SqlState,
            SqlStateName = error.SqlState is { } sqlState ? SqlStateNames.Find(sqlState) : null,
            Table = error.Table,
            Constraint = error.Constraint,
            Column = error.Column,
            Domain = error.Domain,
            Count = row.Count,
            WithPayload = row.WithPayload,
            PayloadExpiresAt = row.FirstPayloadAt?.AddDays(settings.PayloadRetentionDays),
            FirstAt = row.FirstAt,
            LastAt = row.LastAt,
            Sentence = error.Cause.Sentence,
            Filter = new FailureFilter(row.Error),
        };
    }

    private sealed record CountedError
    {
        public required string Error { get; init; }
        public required long Count { get; init; }
        public required long WithPayload { get; init; }
        public DateTimeOffset? FirstPayloadAt { get; init; }
        public required DateTimeOffset FirstAt { get; init; }
        public required DateTimeOffset LastAt { get; init; }
    }
}

/// <summary>One of the objects that the deliveries with an error are about.</summary>
internal sealed record AffectedObject
{
    public required string Error { get; init; }
    public required string ClerkId { get; init; }

    /// <summary>The number of objects that deliveries with this error are about.</summary>
    public required long Count { get; init; }
}

/// <summary>The delivery log in two values.</summary>
internal sealed record DeliverySummary
{
    /// <summary>The number of deliveries that are failed or rejected now.</summary>
    public required long Unsuccessful { get; init; }

    /// <summary>When the last delivery first arrived; null when there is none.</summary>
    public DateTimeOffset? LastReceivedAt { get; init; }
}
