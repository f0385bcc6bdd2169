namespace ClerkSync.Core.Mirror;

internal sealed record RepairOptions
{
    /// <summary>
    /// Whether to only report what a repair would do. It runs the same statements and rolls them back, so rows that the
    /// database would reject are counted too. The run is not stored in <c>sync_runs</c>.
    /// </summary>
    public bool DryRun { get; init; }

    /// <summary>
    /// The maximum number of rows to remove, of users, organizations and memberships each; null means one percent. If
    /// there are more to remove, none of that kind is removed.
    /// </summary>
    public long? MaxRemovals { get; init; }

    /// <summary>Rows that are younger than this are not removed, because Clerk may not list a new user yet.</summary>
    public TimeSpan KeepYoungerThan { get; init; } = TimeSpan.FromMinutes(10);
}

internal sealed record RepairReport : IRunResult
{
    /// <summary>Whether nothing was changed. The counts are then those of a repair.</summary>
    public required bool IsDryRun { get; init; }

    /// <summary>The differences before the repair.</summary>
    public required DriftReport Found { get; init; }

    public required IReadOnlyList<RepairCounts> Tables { get; init; }

    public long Written => Tables.Sum(counts => counts.Written);

    public long Removed => Tables.Sum(counts => counts.Removed);

    public long Kept => Tables.Sum(counts => counts.Kept);

    public long Newer => Tables.Sum(counts => counts.Newer);

    /// <summary>Rows that the database did not let the repair write or remove.</summary>
    public long Failed => Tables.Sum(counts => counts.Failed);

    /// <summary>The first hundred such rows of each table.</summary>
    public required IReadOnlyList<FailedRow> Failures { get; init; }

    /// <summary>Differences that were found and are neither written nor removed.</summary>
    public long Remaining => Tables.Sum(counts => counts.Remaining);

    public long Unreadable => Found.Unreadable;

    /// <summary>
    /// Whether all objects that Clerk counted were read and no row failed. If a list ended early, which <c>found</c> says, no row was
    /// removed.
    /// </summary>
    public bool IsComplete => Found.IsComplete && Failed == 0;

    /// <summary>Whether rows stayed only because there were more than the limit.</summary>
    public bool IsLimited => Tables.Any(counts => counts.RemovalLimit is not null);
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

    /// <summary>
    /// Rows that Clerk does not list and that stay: too young, changed meanwhile, more than the limit, or a list ended
    /// early.
    /// </summary>
    public required long Kept { get; init; }

    /// <summary>Rows that could not be written or removed, because of an application's constraint, trigger or lock.</summary>
    public required long Failed { get; init; }

    /// <summary>Differences that were found and are neither written nor removed.</summary>
    public required long Remaining { get; init; }

    /// <summary>The limit that was exceeded, so that no row was removed; otherwise null.</summary>
    public required long? RemovalLimit { get; init; }
}
