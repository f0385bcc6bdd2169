namespace ClerkSync.Core.Mirror;

/// <summary>What a run does.</summary>
public enum SyncRunKind
{
    /// <summary>Reads everything that Clerk has and writes it.</summary>
    Backfill,

    /// <summary>Compares everything with Clerk and changes nothing.</summary>
    Drift,

    /// <summary>Compares, and puts right what differs.</summary>
    Repair,
}

/// <summary>A row of <c>sync_runs</c>.</summary>
public sealed record SyncRun
{
    /// <summary>Its number; later runs have greater ones.</summary>
    public required long Id { get; init; }

    /// <summary>backfill, drift or repair.</summary>
    public required string Kind { get; init; }

    /// <summary>running, succeeded or failed.</summary>
    public required string Status { get; init; }

    /// <summary>When it was started first.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>When it last made a step.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>When it ended; null while it runs, or when it was killed.</summary>
    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>Where to go on, as JSON; null when nothing was done.</summary>
    public string? Checkpoint { get; init; }

    /// <summary>Counts and findings as JSON; null until it ends.</summary>
    public string? Result { get; init; }

    /// <summary>Why it failed, in a sentence; null when it did not.</summary>
    public string? Error { get; init; }
}
