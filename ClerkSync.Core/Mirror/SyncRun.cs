namespace ClerkSync.Core.Mirror;

internal enum SyncRunKind
{
    Backfill,
    Drift,
    Repair,
    Access,
}

/// <summary>A row of <c>sync_runs</c>, with the columns that its worker needs.</summary>
internal sealed record SyncRun
{
    public required long Id { get; init; }
    public required string Kind { get; init; }

    /// <summary>Where to resume, as JSON; null when nothing was done.</summary>
    public string? Checkpoint { get; init; }

    /// <summary><see cref="RunOptions"/> as JSON; null when the timer may not resume it.</summary>
    public string? Options { get; init; }

    /// <summary>The number of times it was started or resumed.</summary>
    public required int Attempts { get; init; }
}
