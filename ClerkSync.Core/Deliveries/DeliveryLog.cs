using ClerkSync.Core.Database;
using ClerkSync.Core.Objects;
using ClerkSync.Core.Webhooks;
using Npgsql;

namespace ClerkSync.Core.Deliveries;

/// <summary>The statements that write <c>webhook_deliveries</c>, the log that makes deliveries idempotent.</summary>
internal sealed class DeliveryLog(DatabaseWriter writer)
{
    /// <summary>The input columns of a statement that claims deliveries, each as <c>name type</c>.</summary>
    public static IReadOnlyList<string> Inputs { get; } =
    [
        "svix_id text",
        "event_type text",
        "log_user_id text",
        "log_event_at timestamptz",
        "received_at timestamptz",
        "payload bytea",
        "is_replay boolean",
    ];

    /// <summary>Claims the deliveries of <c>decided</c> with their outcomes, except duplicates and contended versions.</summary>
    /// <remarks>
    /// It takes over a failed or rejected delivery, in a replay also an ignored one. It does not store a payload about a deleted user, or
    /// of a stale delivery, which a replay would find stale again.
    /// </remarks>
    public const string Claimed = """
        claimed as (
            insert into webhook_deliveries as d
                (svix_id, event_type, clerk_id, user_clerk_id, event_at, received_at, processed_at, outcome, payload)
            select
                svix_id, event_type, clerk_id, log_user_id, log_event_at, received_at, clock_timestamp(),
                case when fate in ('stale', 'ignored') then fate else 'applied' end,
                case when payload is not null and fate <> 'stale'
                    and not (fate in ('deleted', 'buried') and clerk_id = log_user_id)
                    and not exists (select from tombstones t where t.clerk_id = log_user_id offset 0)
                then payload end
            from decided
            where svix_id is not null and fate <> 'duplicate'
            on conflict (svix_id) do update set
                event_type = excluded.event_type,
                clerk_id = excluded.clerk_id,
                user_clerk_id = excluded.user_clerk_id,
                event_at = excluded.event_at,
                processed_at = excluded.processed_at,
                outcome = excluded.outcome,
                attempts = d.attempts + 1,
                error = null,
                payload = excluded.payload
            where d.outcome in ('failed', 'rejected', 'ignored')
            returning 1
        )
        """;

    /// <summary>Removes the payloads about the users in <c>buried</c>; payloads of <c>decided</c> are not stored at all.</summary>
    public const string ForgetPayloads = """
        update webhook_deliveries d
        set payload = null
        from buried
        where d.user_clerk_id = buried.clerk_id
            and d.payload is not null
            and not exists (select from decided where decided.svix_id = d.svix_id)
        """;

    private static readonly string Ignored = $"""
        with decided as materialized (
            select
                v.*,
                case when w.outcome in ('applied', 'stale') or w.outcome = 'ignored' and not v.is_replay
                    then 'duplicate' else 'ignored' end as fate
            from unnest($1, $2, $3, $4, $5, $6, $7, $8) with ordinality
                as v (svix_id, event_type, log_user_id, log_event_at, received_at, payload, is_replay, clerk_id, n)
            left join webhook_deliveries w on w.svix_id = v.svix_id
        ),
        {Claimed}
        select n::int, fate
        from
            decided,
            (select clerksync_expect(
                'webhook_deliveries', (select count(*) from claimed),
                (select count(*) from decided where fate <> 'duplicate'))) as checked
        """;

    private const string Record = """
        insert into webhook_deliveries as d
            (svix_id, event_type, clerk_id, user_clerk_id, event_at, received_at, processed_at, outcome, error, payload)
        select
            svix_id, event_type, clerk_id, user_clerk_id, event_at, received_at, clock_timestamp(), $9, error,
            case when not exists (select from tombstones t where t.clerk_id = v.user_clerk_id offset 0) then payload end
        from unnest($1, $2, $3, $4, $5, $6, $7, $8)
            as v (svix_id, event_type, clerk_id, user_clerk_id, event_at, received_at, error, payload)
        on conflict (svix_id) do update set
            processed_at = excluded.processed_at,
            outcome = excluded.outcome,
            attempts = d.attempts + 1,
            error = excluded.error,
            payload = excluded.payload
        where d.outcome in ('failed', 'rejected')
        """;

    /// <summary>Returns the parameters for <see cref="Inputs"/>; null for a write without a delivery.</summary>
    public static IEnumerable<NpgsqlParameter> Parameters(IReadOnlyList<ObjectWrite> writes) =>
        [
            Parameter.Each(writes, write => write.Delivery?.SvixId.Value),
            Parameter.Each(writes, write => write.Delivery?.Event.Type),
            Parameter.Each(writes, write => write.Delivery?.Event.UserId?.Value),
            Parameter.Each(writes, write => write.Delivery?.Event.EventAt),
            Parameter.Each(writes, write => write.Delivery?.ReceivedAt),
            Parameter.Each(writes, write => write.Delivery?.KeptPayload),
            Parameter.Each(writes, write => write.Delivery?.IsReplay ?? false),
        ];

    /// <summary>Adds the claim of deliveries that write no object.</summary>
    public static void AddIgnored(
        Pipeline pipeline,
        IReadOnlyList<ObjectWrite> writes,
        Action<ObjectWrite, WriteOutcome> answer
    ) =>
        pipeline.Add(
            Ignored,
            ObjectTable.ReadOutcome(writes, answer),
            [.. Parameters(writes), Parameter.Each(writes, write => write.Delivery!.Event.ClerkId?.Value)]
        );

    /// <summary>Stores failed or rejected deliveries in a separate transaction; it never overwrites a success.</summary>
    /// <param name="failures">
    /// Each with an error that contains no value of the payload. The payload is stored too, unless it is about a deleted user.
    /// </param>
    /// <param name="outcome">Failed or rejected.</param>
    /// <param name="cancellationToken">After cancellation it is unknown whether they are stored.</param>
    public Task RecordAsync(
        IReadOnlyList<(WebhookDelivery Delivery, string Error)> failures,
        WebhookOutcome outcome,
        CancellationToken cancellationToken
    )
    {
        return failures.Count == 0 ? Task.CompletedTask : writer.CommitAsync(Build, isDryRun: false, cancellationToken);

        Pipeline Build()
        {
            var pipeline = new Pipeline();
            // The deletion of the same user removes payloads, so it must not run concurrently.
            NameLocks.Add(
                pipeline,
                failures.Select(failure => failure.Delivery.Event.UserId?.Value).OfType<string>().Distinct()
            );
            pipeline.Add(
                Record,
                null,
                Parameter.Each(failures, failure => failure.Delivery.SvixId.Value),
                Parameter.Each(failures, failure => failure.Delivery.Event.Type),
                Parameter.Each(failures, failure => failure.Delivery.Event.ClerkId?.Value),
                Parameter.Each(failures, failure => failure.Delivery.Event.UserId?.Value),
                Parameter.Each(failures, failure => failure.Delivery.Event.EventAt),
                Parameter.Each(failures, failure => failure.Delivery.ReceivedAt),
                Parameter.Each(failures, failure => failure.Error),
                Parameter.Each(failures, failure => failure.Delivery.Payload.ToArray()),
                Parameter.Of(WebhookOutcomes.ToText(outcome))
            );
            return pipeline;
        }
    }
}
