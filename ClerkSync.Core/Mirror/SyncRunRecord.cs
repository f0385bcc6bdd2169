using System.Text.Json;

namespace ClerkSync.Core.Mirror;

/// <summary>A row of <c>sync_runs</c>: a backfill, a drift pass or a repair.</summary>
internal sealed record SyncRunRecord
{
    /// <summary>Its number; later runs have greater ones.</summary>
    public required long Id { get; init; }

    /// <summary><c>backfill</c>, <c>drift</c> or <c>repair</c>.</summary>
    public required string Kind { get; init; }

    /// <summary><c>running</c>, <c>succeeded</c>, <c>incomplete</c> (one of Clerk's lists ended early) or <c>failed</c>. One that was killed stays <c>running</c>.</summary>
    public required string Status { get; init; }

    /// <summary>When it began.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>The last sign of life.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>When it ended; null while it has not.</summary>
    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>Counts, and for drift and repair the findings; null until it has ended well, and in a list.</summary>
    public JsonElement? Result { get; init; }

    /// <summary>Why it failed: a sentence, or a SQLSTATE; null when it did not.</summary>
    public string? Error { get; init; }
}
