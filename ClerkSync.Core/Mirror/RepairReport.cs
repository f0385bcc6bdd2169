namespace ClerkSync.Core.Mirror;

/// <summary>The options of a repair.</summary>
internal sealed record RepairOptions
{
    /// <summary>
    /// Only report what a repair would do. It runs the same statements and rolls them back, so rows that the database would reject
    /// are counted too. The run is not stored in <c>sync_runs</c>.
    /// </summary>
    public bool DryRun { get; init; }

    /// <summary>
    /// The most rows to remove, of users, organizations and memberships each; null for one percent. If there are more to remove,
    /// none of that kind is removed.
    /// </summary>
    public long? MaxRemovals { get; init; }

    /// <summary>Younger rows are not removed, because Clerk may not list a new user yet.</summary>
    public TimeSpan SpareYoungerThan { get; init; } = TimeSpan.FromMinutes(10);
}

/// <summary>The result of a repair.</summary>
internal sealed record RepairReport : IRunResult
{
    /// <summary>Whether nothing was changed. The counts are then those of a repair.</summary>
    public required bool IsDryRun { get; init; }

    /// <summary>The differences before the repair.</summary>
    public required DriftReport Found { get; init; }

    public required IReadOnlyList<RepairCounts> Tables { get; init; }

    public long Written => Tables.Sum(counts => counts.Written);

    public long Removed => Tables.Sum(counts => counts.Removed);

    public long Spared => Tables.Sum(counts => counts.Spared);

    public long Newer => Tables.Sum(counts => counts.Newer);

    public long Unreadable => Found.Unreadable;

    /// <summary>Whether all objects that Clerk counted were read. If not, no row was removed.</summary>
    public bool IsComplete => Found.IsComplete;

    /// <summary>Whether rows stayed only because there were more than the limit.</summary>
    public bool IsRefused => Tables.Any(counts => counts.RemovalLimit is not null);
}

/// <summary>The result for one kind of object.</summary>
internal sealed record RepairCounts
{
    public required string Table { get; init; }

    /// <summary>Rows that were inserted or corrected.</summary>
    public required long Written { get; init; }

    /// <summary>Rows that are newer than Clerk's response and stay unchanged: Clerk's API may lag behind its webhooks.</summary>
    public required long Newer { get; init; }

    /// <summary>Rows that were removed because Clerk does not have the object.</summary>
    public required long Removed { get; init; }

    /// <summary>Rows that Clerk does not list and that stay: too young, changed meanwhile, more than the limit, or the run is incomplete.</summary>
    public required long Spared { get; init; }

    /// <summary>The limit that was exceeded, so that no row was removed; otherwise null.</summary>
    public required long? RemovalLimit { get; init; }
}
