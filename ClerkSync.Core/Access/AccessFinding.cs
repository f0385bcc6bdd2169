namespace ClerkSync.Core.Access;

/// <summary>The problems that a check found in one user or organization.</summary>
/// <param name="Codes">All codes, the primary one first.</param>
/// <param name="Reason">A sentence that compares both sides. It contains values, but does not name a person.</param>
/// <param name="Changes">The changes that fix the account when all of them are made.</param>
internal sealed record AccessFinding(
    AccessCode Code,
    IReadOnlyList<AccessCode> Codes,
    string Reason,
    IReadOnlyList<AccessChange> Changes
);

/// <summary>One proposed change of a value.</summary>
/// <param name="Field">The metadata path, the column, the subscription id, or the unmapped price.</param>
/// <param name="From">The current value as JSON; null when it is absent.</param>
/// <param name="To">
/// The new value as JSON. Null removes the value, or means that a person has to find it if <see cref="IsForPerson"/>.
/// </param>
/// <param name="IsForPerson">Whether only a person can find the right value.</param>
internal sealed record AccessChange(
    ChangeTarget Target,
    string Field,
    string? From,
    string? To,
    bool IsForPerson = false
);

/// <summary>The place in which a change is made.</summary>
internal enum ChangeTarget
{
    /// <summary>The mapped source: Clerk's metadata, or columns of the application's table.</summary>
    Source,

    /// <summary>The column that repeats the plan.</summary>
    Database,

    Stripe,

    /// <summary>The mapping from prices to plans.</summary>
    Mapping,
}
