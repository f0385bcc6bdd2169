namespace ClerkSync.Core.Deliveries;

/// <summary>The deliveries in one bucket of a chart.</summary>
internal sealed record DeliveryPoint
{
    /// <summary>Where the part begins.</summary>
    public required DateTimeOffset At { get; init; }

    public long Applied { get; init; }
    public long Stale { get; init; }
    public long Ignored { get; init; }
    public long Rejected { get; init; }
    public long Failed { get; init; }

    /// <summary>The median time from Clerk's event to the claim of applied deliveries; null when there were none.</summary>
    public long? LagP50Ms { get; init; }

    /// <summary>The 99th percentile of the same times.</summary>
    public long? LagP99Ms { get; init; }
}
