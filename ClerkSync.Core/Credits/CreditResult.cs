namespace ClerkSync.Core.Credits;

public enum CreditOutcome
{
    /// <summary>The balance was changed, and the ledger has a new row.</summary>
    Applied,

    /// <summary>The same change was made before with this key; nothing was changed now.</summary>
    Repeated,

    /// <summary>The balance is too low; nothing was changed, and the key is still free.</summary>
    Insufficient,

    /// <summary>The key was used for another amount or reason; nothing was changed.</summary>
    KeyConflict,

    /// <summary>There is no such user, or the user is deleted.</summary>
    NoSuchUser,
}

public sealed record CreditResult
{
    public required CreditOutcome Outcome { get; init; }

    /// <summary>
    /// The balance after the change, also for a repeated call. For any other outcome, the current balance, or 0 if there is no such user.
    /// </summary>
    public required long Balance { get; init; }

    /// <summary>The requested amount.</summary>
    public required long Required { get; init; }

    /// <summary>Whether the change was made, now or before.</summary>
    public bool IsDone => Outcome is CreditOutcome.Applied or CreditOutcome.Repeated;
}
