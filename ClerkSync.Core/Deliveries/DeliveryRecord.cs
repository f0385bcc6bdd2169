using System.ComponentModel.DataAnnotations;

namespace ClerkSync.Core.Deliveries;

/// <summary>A row of <c>webhook_deliveries</c>, without its payload.</summary>
internal record DeliveryRecord
{
    public required string SvixId { get; init; }

    /// <summary>Such as <c>user.created</c>; null when unreadable.</summary>
    public string? EventType { get; init; }

    /// <summary>The object that the event is about; null when it has no id.</summary>
    public string? ClerkId { get; init; }

    /// <summary>The user that the event is about, such as the one of a membership; null when there is none.</summary>
    public string? UserClerkId { get; init; }

    /// <summary>When Clerk sent the event; null when unknown.</summary>
    public DateTimeOffset? EventAt { get; init; }

    /// <summary>When the delivery first arrived.</summary>
    public required DateTimeOffset ReceivedAt { get; init; }

    /// <summary>The time of the last attempt: the claim, a few milliseconds before the commit.</summary>
    public required DateTimeOffset ProcessedAt { get; init; }

    /// <summary>applied, stale, ignored, rejected or failed.</summary>
    [AllowedValues("applied", "stale", "ignored", "rejected", "failed")]
    public required string Outcome { get; init; }

    /// <summary>The number of attempts, without duplicates.</summary>
    public required int Attempts { get; init; }

    /// <summary>Why it was rejected or failed; otherwise null.</summary>
    public string? Error { get; init; }

    /// <summary>Whether the payload is stored, which a replay needs.</summary>
    public required bool HasPayload { get; init; }

    /// <summary>The time from which the nightly purge removes the payload; null when it is not stored.</summary>
    public DateTimeOffset? PayloadExpiresAt { get; init; }
}
