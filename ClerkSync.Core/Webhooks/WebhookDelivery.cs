namespace ClerkSync.Core.Webhooks;

/// <summary>A verified delivery.</summary>
internal sealed record WebhookDelivery
{
    public required SvixId SvixId { get; init; }
    public required ClerkEvent Event { get; init; }
    public required DateTimeOffset ReceivedAt { get; init; }

    /// <summary>The raw bytes.</summary>
    public required ReadOnlyMemory<byte> Payload { get; init; }

    /// <summary>The bytes to store if the delivery succeeds; null to store none.</summary>
    public byte[]? KeptPayload { get; init; }

    /// <summary>Whether it may be claimed although it was ignored before: a newer build may support its type.</summary>
    public bool IsReplay { get; init; }
}
