namespace ClerkSync.Core.Plans;

/// <summary>What became of a change of somebody's plan.</summary>
public enum PlanOutcome
{
    /// <summary>The user has the plan now, and the bonus, if there was one.</summary>
    Changed,

    /// <summary>The user had the plan already; nothing was changed, and no bonus given.</summary>
    Unchanged,

    /// <summary>The same change was made before, under the same key; nothing was changed now.</summary>
    Repeated,

    /// <summary>The key was used before, for another plan or another bonus; nothing was changed.</summary>
    KeyConflict,

    /// <summary>There is no such user, or the user is deleted.</summary>
    NoSuchUser,
}

/// <summary>The answer to a change of somebody's plan.</summary>
public sealed record PlanChangeResult
{
    /// <summary>What became of it.</summary>
    public required PlanOutcome Outcome { get; init; }

    /// <summary>The plan after the change, the same for each repetition; else the one that the user has. Null without a user.</summary>
    public string? Plan { get; init; }

    /// <summary>The balance after the change, bonus included, the same for each repetition; else as it is.</summary>
    public required long Balance { get; init; }
}
