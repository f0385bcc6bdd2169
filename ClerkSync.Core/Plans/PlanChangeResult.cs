namespace ClerkSync.Core.Plans;

public enum PlanOutcome
{
    /// <summary>The plan was set, and the bonus, if any, was added.</summary>
    Changed,

    /// <summary>The user already had the plan; nothing was changed, and no bonus given.</summary>
    Unchanged,

    /// <summary>The same change was made before with this key; nothing was changed now.</summary>
    Repeated,

    /// <summary>The key was used for another plan or bonus; nothing was changed.</summary>
    KeyConflict,

    /// <summary>There is no such user, or the user is deleted.</summary>
    NoSuchUser,
}

public sealed record PlanChangeResult
{
    public required PlanOutcome Outcome { get; init; }

    /// <summary>
    /// The plan after the change, also for a repeated call. For any other outcome, the current plan, or null if there is no such user.
    /// </summary>
    public string? Plan { get; init; }

    /// <summary>
    /// The balance after the change and its bonus, also for a repeated call. For any other outcome, the current balance, or 0 if there is
    /// no such user.
    /// </summary>
    public required long Balance { get; init; }
}
