namespace ClerkSync.Core.Mirror;

/// <summary>One object that the database has otherwise than Clerk.</summary>
/// <param name="ClerkId">The object.</param>
/// <param name="Kind"><c>missing</c> (only Clerk has it), <c>extra</c> (only the database has it) or <c>different</c>.</param>
/// <param name="Columns">What differs; empty unless it is different. Never the values.</param>
public sealed record DriftFinding(string ClerkId, string Kind, IReadOnlyList<string> Columns)
{
    internal const string Missing = "missing";
    internal const string Extra = "extra";
    internal const string Different = "different";
}

/// <summary>What a drift pass found.</summary>
public sealed record DriftReport
{
    /// <summary>Users of the database and of Clerk that were compared.</summary>
    public required long Compared { get; init; }

    /// <summary>Users that Clerk has and the database has not.</summary>
    public required long Missing { get; init; }

    /// <summary>Users that the database has and Clerk has not.</summary>
    public required long Extra { get; init; }

    /// <summary>Users whose row says otherwise.</summary>
    public required long Different { get; init; }

    /// <summary>The first thousand of them.</summary>
    public required IReadOnlyList<DriftFinding> Findings { get; init; }

    /// <summary>How many there are of all kinds.</summary>
    public long Total => Missing + Extra + Different;
}
