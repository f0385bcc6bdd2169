namespace ClerkSync.Core.Credits;

/// <summary>A row of <c>credit_transactions</c>.</summary>
public sealed record CreditTransaction
{
    /// <summary>Grows from each of a user's transactions to the next.</summary>
    public required long Id { get; init; }

    /// <summary>The credits that came, or, negative, went.</summary>
    public required long Delta { get; init; }

    /// <summary>What for; <c>opening</c> is what a user starts with.</summary>
    public required string Reason { get; init; }

    /// <summary>Who did it; <c>clerksync</c> is ClerkSync itself.</summary>
    public required string Actor { get; init; }

    /// <summary>The caller's key, or one that was made because there was none; null where another table has the key.</summary>
    public string? IdempotencyKey { get; init; }

    /// <summary>The balance after it.</summary>
    public required long BalanceAfter { get; init; }

    /// <summary>When.</summary>
    public required DateTimeOffset CreatedAt { get; init; }
}
