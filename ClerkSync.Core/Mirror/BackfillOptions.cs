namespace ClerkSync.Core.Mirror;

/// <summary>What a backfill reads.</summary>
internal sealed record BackfillOptions
{
    /// <summary>Only users who were made in Clerk since then; null for all. Organizations are always all.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Begin anew, even if the last backfill has not ended.</summary>
    public bool Restart { get; init; }
}

/// <summary>How far a backfill has come.</summary>
internal sealed record BackfillProgress
{
    /// <summary>How many users Clerk counted at the start.</summary>
    public required long TotalUsers { get; init; }

    /// <summary>Users who were read.</summary>
    public required long Users { get; init; }

    /// <summary>Organizations that were read.</summary>
    public required long Organizations { get; init; }

    /// <summary>Memberships that were read.</summary>
    public required long Memberships { get; init; }

    /// <summary>Users who had no row before.</summary>
    public required long Inserted { get; init; }

    /// <summary>Users whose row was older.</summary>
    public required long Updated { get; init; }

    /// <summary>Users who could not be written, because of a constraint of the application's; the log has the errors.</summary>
    public required long Failed { get; init; }

    /// <summary>How much was read of each of Clerk's lists.</summary>
    public required IReadOnlyList<ListCoverage> Lists { get; init; }

    /// <inheritdoc cref="DriftReport.UnreadableObjects"/>
    public required IReadOnlyList<UnreadableObject> UnreadableObjects { get; init; }

    /// <summary>Whether everything was read that Clerk counted.</summary>
    public bool IsComplete => Lists.All(list => list.IsComplete);

    /// <inheritdoc cref="DriftReport.Unreadable"/>
    public long Unreadable => Lists.Sum(list => list.Unreadable);
}
