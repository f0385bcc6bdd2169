using ClerkSync.Core.Database;

namespace ClerkSync.Core.Webhooks;

/// <summary>The statements that write <c>webhook_deliveries</c>, the log that makes a delivery have its effect once.</summary>
internal sealed class DeliveryLog(DatabaseWriter writer, ClerkSyncSettings settings)
{
    /// <summary>Claims deliveries for this transaction; the claim commits with the effect.</summary>
    /// <param name="transaction">The transaction of the effect.</param>
    /// <param name="deliveries">One of each <c>svix-id</c>.</param>
    /// <returns>Those that have not succeeded before. The others are duplicates.</returns>
    /// <remarks>A second delivery of one id waits here until the first has committed or failed.</remarks>
    public async Task<IReadOnlySet<SvixId>> ClaimAsync(
        WriteTransaction transaction,
        IReadOnlyList<WebhookDelivery> deliveries
    )
    {
        var claimed = await transaction.QueryAsync<string>(
            """
            insert into webhook_deliveries as d
                (svix_id, event_type, clerk_id, user_clerk_id, event_at, received_at, processed_at, outcome, payload)
            select
                svix_id, event_type, clerk_id, user_clerk_id, event_at, received_at, clock_timestamp(), outcome,
                case when not exists (select from tombstones t where t.clerk_id = v.user_clerk_id) then payload end
            from unnest(@SvixIds, @EventTypes, @ClerkIds, @UserIds, @EventAts, @ReceivedAts, @Outcomes, @Payloads)
                as v (svix_id, event_type, clerk_id, user_clerk_id, event_at, received_at, outcome, payload)
            order by svix_id
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
            where d.outcome in ('failed', 'rejected') or d.outcome = 'ignored' and d.svix_id = any(@ReplayIds)
            returning svix_id
            """,
            new
            {
                SvixIds = deliveries.Column(d => d.SvixId.Value),
                EventTypes = deliveries.Column(d => d.Event.Type),
                ClerkIds = deliveries.Column(d => d.Event.ClerkId?.Value),
                UserIds = deliveries.Column(d => d.Event.UserId?.Value),
                EventAts = deliveries.Column(d => d.Event.EventAt),
                ReceivedAts = deliveries.Column(d => d.ReceivedAt),
                Outcomes = deliveries.Column(d =>
                    WebhookOutcomes.ToText(
                        d.Event is ClerkEvent.Unhandled ? WebhookOutcome.Ignored : WebhookOutcome.Applied
                    )
                ),
                Payloads = deliveries.Column(d =>
                    settings.KeepPayloads == PayloadRetention.All ? d.Payload.ToArray() : null
                ),
                ReplayIds = deliveries.Where(d => d.IsReplay).Select(d => d.SvixId.Value).ToArray(),
            }
        );
        return claimed.Select(id => new SvixId(id)).ToHashSet();
    }

    /// <summary>Corrects the claims of deliveries that changed nothing.</summary>
    /// <remarks>Their payload goes: a replay would be stale again, and its person may be deleted.</remarks>
    public Task MarkStaleAsync(WriteTransaction transaction, IReadOnlyList<SvixId> ids) =>
        transaction.ExecuteAsync(
            "update webhook_deliveries set outcome = 'stale', payload = null where svix_id = any(@SvixIds)",
            new { SvixIds = ids.Column(id => id.Value) }
        );

    /// <summary>Removes the payloads that tell of users who are deleted.</summary>
    public Task ForgetPayloadsAsync(WriteTransaction transaction, IReadOnlyList<ClerkId> users) =>
        transaction.ExecuteAsync(
            "update webhook_deliveries set payload = null where user_clerk_id = any(@UserIds) and payload is not null",
            new { UserIds = users.Column(id => id.Value) }
        );

    /// <summary>Keeps a delivery that did not succeed, in a transaction of its own; never overwrites a success.</summary>
    /// <param name="delivery">Its payload is kept too, unless it is about a person who is deleted.</param>
    /// <param name="outcome">Failed or rejected.</param>
    /// <param name="error">What went wrong, without any value of the payload.</param>
    /// <param name="cancellationToken">Ends it; the delivery is then not recorded.</param>
    public Task RecordFailureAsync(
        WebhookDelivery delivery,
        WebhookOutcome outcome,
        string error,
        CancellationToken cancellationToken
    ) =>
        writer.WriteAsync(
            transaction =>
                transaction.ExecuteAsync(
                    $"""
                    {AdvisoryLocks.Acquire};

                    insert into webhook_deliveries as d
                        (svix_id, event_type, clerk_id, user_clerk_id, event_at, received_at, processed_at, outcome, error, payload)
                    select
                        @SvixId, @EventType, @ClerkId, @UserId, @EventAt, @ReceivedAt, clock_timestamp(), @Outcome, @Error,
                        case when not exists (select from tombstones where clerk_id = @UserId) then @Payload end
                    on conflict (svix_id) do update set
                        processed_at = excluded.processed_at,
                        outcome = excluded.outcome,
                        attempts = d.attempts + 1,
                        error = excluded.error,
                        payload = excluded.payload
                    where d.outcome in ('failed', 'rejected')
                    """,
                    new
                    {
                        // Against the deletion of the same person, which removes payloads.
                        LockNames = delivery.Event.UserId is { } userId ? (string[])[userId.Value] : [],
                        SvixId = delivery.SvixId.Value,
                        EventType = delivery.Event.Type,
                        ClerkId = delivery.Event.ClerkId?.Value,
                        UserId = delivery.Event.UserId?.Value,
                        delivery.Event.EventAt,
                        delivery.ReceivedAt,
                        Outcome = WebhookOutcomes.ToText(outcome),
                        Error = error,
                        Payload = delivery.Payload.ToArray(),
                    }
                ),
            cancellationToken
        );
}
