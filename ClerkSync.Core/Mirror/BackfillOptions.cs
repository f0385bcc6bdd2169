namespace ClerkSync.Core.Mirror;

internal sealed record BackfillOptions
{
    /// <summary>
    /// Only users created in Clerk since then; null means all. All organizations are read in any case.
    /// </summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Whether to start from the beginning, even if the last backfill did not end.</summary>
    public bool Restart { get; init; }
}

internal sealed record BackfillProgress : IRunResult
{
    /// <summary>Clerk's count at the start, or at the last resume.</summary>
    public required long TotalUsers { get; init; }

    public required long Users { get; init; }
    public required long Organizations { get; init; }
    public required long Memberships { get; init; }

    /// <summary>Users who had no row.</summary>
    public required long Inserted { get; init; }

    /// <summary>Users whose row was older.</summary>
    public required long Updated { get; init; }

    /// <summary>Rows that could not be written because of an application's constraint, trigger or lock.</summary>
    public required long Failed { get; init; }

    /// <summary>The first hundred such rows.</summary>
    public required IReadOnlyList<FailedRow> Failures { get; init; }

    public required IReadOnlyList<ListCoverage> Lists { get; init; }
    public required IReadOnlyList<UnreadableObject> UnreadableObjects { get; init; }

    /// <summary>Whether all objects that Clerk counted were read and no row failed.</summary>
    public bool IsComplete => Lists.All(list => list.IsComplete) && Failed == 0;

    public long Unreadable => Lists.Sum(list => list.Unreadable);
}
