namespace ClerkSync.Core.Deliveries;

/// <summary>A row of <c>webhook_deliveries</c>, without its payload.</summary>
public sealed record DeliveryRecord
{
    /// <summary>The <c>svix-id</c>.</summary>
    public required string SvixId { get; init; }

    /// <summary>Clerk's word, such as <c>user.created</c>; null when it could not be read.</summary>
    public string? EventType { get; init; }

    /// <summary>The object that the event is about; null when it has no id.</summary>
    public string? ClerkId { get; init; }

    /// <summary>When Clerk sent the event; null when it did not say.</summary>
    public DateTimeOffset? EventAt { get; init; }

    /// <summary>When the first delivery came.</summary>
    public required DateTimeOffset ReceivedAt { get; init; }

    /// <summary>When the last attempt was made: the transaction's claim, some milliseconds before its commit.</summary>
    public required DateTimeOffset ProcessedAt { get; init; }

    /// <summary>applied, stale, ignored, rejected or failed.</summary>
    public required string Outcome { get; init; }

    /// <summary>How often it was tried, without duplicates.</summary>
    public required int Attempts { get; init; }

    /// <summary>Why it was rejected or failed; null when it was not.</summary>
    public string? Error { get; init; }

    /// <summary>Whether the payload is kept, which a replay needs.</summary>
    public required bool HasPayload { get; init; }
}
