namespace ClerkSync.Core.Mirror;

/// <summary>What a run does.</summary>
internal enum SyncRunKind
{
    /// <summary>Reads everything that Clerk has and writes it.</summary>
    Backfill,

    /// <summary>Compares everything with Clerk and changes nothing.</summary>
    Drift,

    /// <summary>Compares, and puts right what differs.</summary>
    Repair,
}

/// <summary>A row of <c>sync_runs</c>, as whoever works on it needs it.</summary>
internal sealed record SyncRun
{
    /// <summary>Its number; later runs have greater ones.</summary>
    public required long Id { get; init; }

    /// <summary>backfill, drift or repair.</summary>
    public required string Kind { get; init; }

    /// <summary>Where to go on, as JSON; null when nothing was done.</summary>
    public string? Checkpoint { get; init; }
}
