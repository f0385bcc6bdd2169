namespace ClerkSync.Core.Usage;

/// <summary>What became of a reported run.</summary>
public enum UsageOutcome
{
    /// <summary>It is recorded and its credits are taken.</summary>
    Charged,

    /// <summary>It is recorded, and no credits are taken because they do not suffice.</summary>
    Insufficient,

    /// <summary>The key was used before, for another run; nothing is recorded.</summary>
    KeyConflict,

    /// <summary>There is no such user, or the user is deleted; nothing is recorded.</summary>
    NoSuchUser,
}

/// <summary>The answer to a reported run, the same whenever it is reported again.</summary>
public sealed record UsageResult
{
    /// <summary>What became of it.</summary>
    public required UsageOutcome Outcome { get; init; }

    /// <summary>Whether it had been reported before.</summary>
    public required bool IsRepeated { get; init; }

    /// <summary>The credits that the action cost when it was first reported.</summary>
    public required long Required { get; init; }

    /// <summary>The balance when it was first reported, after the credits were taken; 0 without a user.</summary>
    public required long Balance { get; init; }
}
