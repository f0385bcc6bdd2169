namespace ClerkSync.Core.Mirror;

/// <summary>The limits of a repair.</summary>
public sealed record RepairOptions
{
    /// <summary>The most rows to remove; null for one in a hundred. With more to remove none is.</summary>
    public long? MaxRemovals { get; init; }

    /// <summary>Rows that are younger are not removed: Clerk may not list a new user yet.</summary>
    public TimeSpan SpareYoungerThan { get; init; } = TimeSpan.FromMinutes(10);
}

/// <summary>What a repair did.</summary>
public sealed record RepairReport
{
    /// <summary>What differed before.</summary>
    public required DriftReport Found { get; init; }

    /// <summary>Rows that were inserted or put right.</summary>
    public required long Written { get; init; }

    /// <summary>Rows that were removed because Clerk does not know the user.</summary>
    public required long Removed { get; init; }

    /// <summary>Rows that Clerk does not know and that stay: too young, or changed meanwhile.</summary>
    public required long Spared { get; init; }

    /// <summary>The limit that was exceeded, so that no row was removed; null when it was not.</summary>
    public required long? RemovalLimit { get; init; }
}
