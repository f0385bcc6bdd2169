namespace ClerkSync.Core.Webhooks;

/// <summary>Applies a kept delivery again, with the very statements of a webhook.</summary>
public sealed class DeliveryReplay(DeliveryReader reader, WebhookReceiver receiver, TimeProvider time)
{
    /// <summary>Replays a delivery that failed, was rejected or was ignored; one that succeeded stays a duplicate.</summary>
    /// <returns>Null when the delivery never came or its payload is not kept.</returns>
    public async Task<WebhookResult?> ReplayAsync(SvixId svixId, CancellationToken cancellationToken)
    {
        if (await reader.FindPayloadAsync(svixId, cancellationToken) is not { } payload)
        {
            return null;
        }

        var now = time.GetUtcNow();
        var delivery = new WebhookDelivery
        {
            SvixId = svixId,
            Event = ClerkEvent.Read(payload, now),
            ReceivedAt = now,
            Payload = payload,
            IsReplay = true,
        };
        return await receiver.ApplyAsync(delivery, cancellationToken);
    }
}
