namespace ClerkSync.Core.Mirror;

/// <summary>The limits of a repair.</summary>
internal sealed record RepairOptions
{
    /// <summary>
    /// Only report what a repair would do. It runs the same statements and takes them back, so that what they would refuse is
    /// counted too; the run is not kept in <c>sync_runs</c>.
    /// </summary>
    public bool DryRun { get; init; }

    /// <summary>
    /// The most rows to remove, of users, organizations and memberships each; null for one in a hundred. With more to remove
    /// none of that kind is.
    /// </summary>
    public long? MaxRemovals { get; init; }

    /// <summary>Rows that are younger are not removed: Clerk may not list a new user yet.</summary>
    public TimeSpan SpareYoungerThan { get; init; } = TimeSpan.FromMinutes(10);
}

/// <summary>What a repair did.</summary>
internal sealed record RepairReport
{
    /// <summary>Whether nothing was changed: then all counts are of what a repair would do.</summary>
    public required bool IsDryRun { get; init; }

    /// <summary>What differed before.</summary>
    public required DriftReport Found { get; init; }

    /// <summary>What became of it, of users, organizations and memberships.</summary>
    public required IReadOnlyList<RepairCounts> Tables { get; init; }

    /// <summary>Rows that were inserted or put right.</summary>
    public long Written => Tables.Sum(counts => counts.Written);

    /// <summary>Rows that were removed because Clerk does not know the object.</summary>
    public long Removed => Tables.Sum(counts => counts.Removed);

    /// <summary>Rows that Clerk does not list and that stay.</summary>
    public long Spared => Tables.Sum(counts => counts.Spared);

    /// <summary>Rows with a later version than Clerk has answered with, which stay as they are.</summary>
    public long Newer => Tables.Sum(counts => counts.Newer);

    /// <inheritdoc cref="DriftReport.Unreadable"/>
    public long Unreadable => Found.Unreadable;

    /// <summary>Whether everything was read that Clerk counted. If not, no row was removed.</summary>
    public bool IsComplete => Found.IsComplete;

    /// <summary>Whether rows stayed only because they were more than the limit.</summary>
    public bool IsRefused => Tables.Any(counts => counts.RemovalLimit is not null);
}

/// <summary>What a repair did with one kind of object.</summary>
internal sealed record RepairCounts
{
    /// <summary><c>users</c>, <c>organizations</c> or <c>organization_memberships</c>.</summary>
    public required string Table { get; init; }

    /// <summary>Rows that were inserted or put right.</summary>
    public required long Written { get; init; }

    /// <summary>Rows with a later version than Clerk has answered with, which stay as they are: Clerk's API may lag behind its webhooks.</summary>
    public required long Newer { get; init; }

    /// <summary>Rows that were removed because Clerk does not know the object.</summary>
    public required long Removed { get; init; }

    /// <summary>Rows that Clerk does not list and that stay: too young, changed meanwhile, more than the limit, or the run is incomplete.</summary>
    public required long Spared { get; init; }

    /// <summary>The limit that was exceeded, so that no row was removed; null when it was not.</summary>
    public required long? RemovalLimit { get; init; }
}
