namespace ClerkSync.Core.Mirror;

internal sealed record DriftReport : IRunResult
{
    public required IReadOnlyList<DriftCounts> Tables { get; init; }

    /// <summary>The first thousand of each kind of object.</summary>
    public required IReadOnlyList<DriftFinding> Findings { get; init; }

    public required IReadOnlyList<ListCoverage> Lists { get; init; }

    /// <summary>The first hundred unreadable objects of each list. They are not findings.</summary>
    public required IReadOnlyList<UnreadableObject> UnreadableObjects { get; init; }

    /// <summary>Whether all objects that Clerk counted were read. If not, there may be more findings.</summary>
    public bool IsComplete => Lists.All(list => list.IsComplete);

    /// <summary>Objects that were unreadable and skipped.</summary>
    public long Unreadable => Lists.Sum(list => list.Unreadable);

    /// <summary>Objects that only Clerk has.</summary>
    public long Missing => Tables.Sum(counts => counts.Missing);

    /// <summary>Objects that only the database has.</summary>
    public long Extra => Tables.Sum(counts => counts.Extra);

    /// <summary>Rows that differ from Clerk's version.</summary>
    public long Different => Tables.Sum(counts => counts.Different);

    public long Total => Missing + Extra + Different;
}

/// <summary>The result for one kind of object.</summary>
internal sealed record DriftCounts
{
    public required string Table { get; init; }
    public required long Compared { get; init; }
    public required long Missing { get; init; }
    public required long Extra { get; init; }
    public required long Different { get; init; }
}
