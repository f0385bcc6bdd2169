namespace ClerkSync.Core.Access;

/// <summary>What a check found wrong with one user or organization.</summary>
/// <param name="Code">The primary code.</param>
/// <param name="Codes">All codes, the primary one first.</param>
/// <param name="Reason">Both sides in a sentence. It names values, and no person.</param>
/// <param name="Changes">What puts it right, all of it together.</param>
internal sealed record AccessFinding(
    AccessCode Code,
    IReadOnlyList<AccessCode> Codes,
    string Reason,
    IReadOnlyList<AccessChange> Changes
);

/// <summary>One value that has to change.</summary>
/// <param name="Target">Where a person or a repair changes it.</param>
/// <param name="Field">The metadata path, the column, the subscription's id, or the price to be mapped.</param>
/// <param name="From">The value as JSON; null when it is absent.</param>
/// <param name="To">The value as JSON. Null removes it, or a person has to find it, as <see cref="IsForPerson"/> says.</param>
/// <param name="IsForPerson">Whether only a person can know the right value.</param>
internal sealed record AccessChange(
    ChangeTarget Target,
    string Field,
    string? From,
    string? To,
    bool IsForPerson = false
);

/// <summary>Where a value stands.</summary>
internal enum ChangeTarget
{
    /// <summary>The mapped source: Clerk's metadata, or columns of the application.</summary>
    Source,

    /// <summary>The column that repeats the plan.</summary>
    Database,

    /// <summary>A subscription in Stripe.</summary>
    Stripe,

    /// <summary>The mapping of prices.</summary>
    Mapping,
}
