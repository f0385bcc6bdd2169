namespace ClerkSync.Core.Credits;

/// <summary>A row of <c>credit_transactions</c>.</summary>
public sealed record CreditTransaction
{
    /// <summary>Increases with each of a user's transactions.</summary>
    public required long Id { get; init; }

    /// <summary>Negative for a deduction.</summary>
    public required long Delta { get; init; }

    /// <summary><c>opening</c> is the initial balance.</summary>
    public required string Reason { get; init; }

    /// <summary>Who made the change; <c>clerksync</c> is ClerkSync itself.</summary>
    public required string Actor { get; init; }

    /// <summary>
    /// The caller's key, or a generated one. Null for an opening row, for a change that was made in the caller's transaction without a
    /// key, and for a run's charge or a plan's bonus, whose key is stored in <c>usage_events</c> or <c>plan_changes</c> instead.
    /// </summary>
    public string? IdempotencyKey { get; init; }

    public required long BalanceAfter { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
}
