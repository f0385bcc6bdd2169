namespace ClerkSync.Core.Usage;

/// <summary>The outcome of a reported run.</summary>
public enum UsageOutcome
{
    /// <summary>It is recorded, and its credits are deducted.</summary>
    Charged,

    /// <summary>It is recorded; the balance was too low, and no credits are deducted.</summary>
    Insufficient,

    /// <summary>The idempotency key was used for another run; nothing is recorded.</summary>
    KeyConflict,

    /// <summary>There is no such user, or the user is deleted; nothing is recorded.</summary>
    NoSuchUser,
}

/// <summary>The result of a reported run. A repeated report returns the same outcome and numbers.</summary>
public sealed record UsageResult
{
    public required UsageOutcome Outcome { get; init; }

    /// <summary>Whether the run was reported before.</summary>
    public required bool IsRepeated { get; init; }

    /// <summary>The credits that the action cost when the run was first reported.</summary>
    public required long Required { get; init; }

    /// <summary>The balance after the first report; 0 when there is no such user.</summary>
    public required long Balance { get; init; }
}
