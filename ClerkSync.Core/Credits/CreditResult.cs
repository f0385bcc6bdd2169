namespace ClerkSync.Core.Credits;

/// <summary>What became of a change of somebody's credits.</summary>
public enum CreditOutcome
{
    /// <summary>The balance was changed and the ledger has a row more.</summary>
    Applied,

    /// <summary>The same change was made before, under the same key; nothing was changed now.</summary>
    Repeated,

    /// <summary>The balance does not suffice; nothing was changed, and the key is still free.</summary>
    Insufficient,

    /// <summary>The key was used before, for another amount or another reason; nothing was changed.</summary>
    KeyConflict,

    /// <summary>There is no such user, or the user is deleted.</summary>
    NoSuchUser,
}

/// <summary>The answer to a change of somebody's credits.</summary>
public sealed record CreditResult
{
    /// <summary>What became of it.</summary>
    public required CreditOutcome Outcome { get; init; }

    /// <summary>
    /// The balance after the change, the same for each repetition. Where nothing was changed it is the balance as it is; 0 without a
    /// user.
    /// </summary>
    public required long Balance { get; init; }

    /// <summary>The credits that were asked for.</summary>
    public required long Required { get; init; }

    /// <summary>Whether the change is made, now or before.</summary>
    public bool IsDone => Outcome is CreditOutcome.Applied or CreditOutcome.Repeated;
}
