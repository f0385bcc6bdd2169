namespace ClerkSync.Core.Mirror;

/// <summary>What a drift pass found.</summary>
internal sealed record DriftReport
{
    /// <summary>Counts of users, organizations and memberships.</summary>
    public required IReadOnlyList<DriftCounts> Tables { get; init; }

    /// <summary>The first thousand of each.</summary>
    public required IReadOnlyList<DriftFinding> Findings { get; init; }

    /// <summary>How much was read of each of Clerk's lists.</summary>
    public required IReadOnlyList<ListCoverage> Lists { get; init; }

    /// <summary>The first hundred of each list that could not be understood. They are no findings.</summary>
    public required IReadOnlyList<UnreadableObject> UnreadableObjects { get; init; }

    /// <summary>Whether everything was read that Clerk counted. If not, there may be more to find.</summary>
    public bool IsComplete => Lists.All(list => list.IsComplete);

    /// <summary>How many objects could not be understood, and were skipped.</summary>
    public long Unreadable => Lists.Sum(list => list.Unreadable);

    /// <summary>How many Clerk has and the database has not.</summary>
    public long Missing => Tables.Sum(counts => counts.Missing);

    /// <summary>How many the database has and Clerk has not.</summary>
    public long Extra => Tables.Sum(counts => counts.Extra);

    /// <summary>How many rows say otherwise.</summary>
    public long Different => Tables.Sum(counts => counts.Different);

    /// <summary>How many differ in any way.</summary>
    public long Total => Missing + Extra + Different;
}

/// <summary>What a drift pass found of one kind of object.</summary>
internal sealed record DriftCounts
{
    /// <summary><c>users</c>, <c>organizations</c> or <c>organization_memberships</c>.</summary>
    public required string Table { get; init; }

    /// <summary>Those of the database and of Clerk that were compared.</summary>
    public required long Compared { get; init; }

    /// <summary>Those that Clerk has and the database has not.</summary>
    public required long Missing { get; init; }

    /// <summary>Those that the database has and Clerk has not.</summary>
    public required long Extra { get; init; }

    /// <summary>Those whose row says otherwise.</summary>
    public required long Different { get; init; }
}
