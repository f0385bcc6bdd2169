namespace ClerkSync.Core.Webhooks;

/// <summary>A verified delivery.</summary>
internal sealed record WebhookDelivery
{
    public required SvixId SvixId { get; init; }

    public required ClerkEvent Event { get; init; }

    public required DateTimeOffset ReceivedAt { get; init; }

    /// <summary>The bytes as they came.</summary>
    public required ReadOnlyMemory<byte> Payload { get; init; }

    /// <summary>The bytes, if they are kept although the delivery succeeds.</summary>
    public byte[]? KeptPayload { get; init; }

    /// <summary>Whether it may be claimed although it was ignored before: since then its type may have been learned.</summary>
    public bool IsReplay { get; init; }
}
