namespace ClerkSync.Core.Access;

/// <summary>The facts about a Stripe subscription that decide about access.</summary>
internal sealed record PaidSubscription
{
    /// <summary>Shaped like <c>sub_…</c>.</summary>
    public required string Id { get; init; }

    /// <summary>Shaped like <c>cus_…</c>.</summary>
    public required string CustomerId { get; init; }

    /// <summary>Stripe's value: <c>active</c>, <c>trialing</c>, <c>past_due</c>, …</summary>
    public required string Status { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The period of the first item, or of the subscription if its items have none.</summary>
    public DateTimeOffset? PeriodStart { get; init; }

    /// <inheritdoc cref="PeriodStart"/>
    public DateTimeOffset? PeriodEnd { get; init; }

    /// <summary>Remains set after the trial.</summary>
    public DateTimeOffset? TrialEnd { get; init; }

    public DateTimeOffset? CancelAt { get; init; }

    public bool CancelAtPeriodEnd { get; init; }

    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>The behavior of <c>pause_collection</c>; null when collection is not paused.</summary>
    public string? PauseBehavior { get; init; }

    public required IReadOnlyList<PaidPrice> Prices { get; init; }

    /// <summary>Whether the payment of the latest invoice was refunded in full.</summary>
    public bool IsRefunded { get; init; }

    /// <summary>Whether the payment of the latest invoice has an open dispute.</summary>
    public bool IsDisputed { get; init; }

    /// <summary>Whether a dispute of the latest invoice's payment was lost.</summary>
    public bool IsDisputeLost { get; init; }

    /// <summary>Whether Stripe bills the subscription or retries its payment.</summary>
    public bool IsLive => Status is "active" or "trialing" or "past_due";

    /// <summary>Whether the subscription is set to end without another action.</summary>
    public bool IsEnding => CancelAtPeriodEnd || CancelAt is not null;

    /// <summary>Until when the status is meaningful: the end of the trial or of the period, or the cancellation date.</summary>
    public DateTimeOffset? EndsAt =>
        new[] { CancelAt, Status == "trialing" ? TrialEnd : PeriodEnd }.Where(end => end is not null).Min();

    /// <summary>Whether the trial has ended and no later period was paid.</summary>
    public bool IsUnpaidTrial =>
        Status == "paused" || (Status is "past_due" or "unpaid" && TrialEnd is not null && TrialEnd >= PeriodStart);

    /// <summary>Whether the subscription ended with its trial.</summary>
    public bool EndedWithTrial => EndedAt is not null && TrialEnd is { } trialEnd && EndedAt <= trialEnd.AddDays(1);
}

/// <summary>The price of an item, with the three names that a mapping may use.</summary>
internal sealed record PaidPrice(string? LookupKey, string PriceId, string ProductId);
