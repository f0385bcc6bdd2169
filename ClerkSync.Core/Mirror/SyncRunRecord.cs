using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using ClerkSync.Core.Json;

namespace ClerkSync.Core.Mirror;

/// <summary>A row of <c>sync_runs</c>: a backfill, a drift run, a repair or an access check.</summary>
internal sealed record SyncRunRecord
{
    /// <summary>Later runs have greater ids.</summary>
    public required long Id { get; init; }

    /// <summary><c>backfill</c>, <c>drift</c>, <c>repair</c> or <c>access</c>.</summary>
    [AllowedValues("backfill", "drift", "repair", "access")]
    public required string Kind { get; init; }

    /// <summary>
    /// <c>running</c> (also after a kill), <c>succeeded</c>, <c>incomplete</c> (a list of Clerk's or Stripe's ended early, or the
    /// database rejected rows), <c>failed</c>, <c>stopped</c>.
    /// </summary>
    [AllowedValues("running", "succeeded", "incomplete", "failed", "stopped")]
    public required string Status { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>When it last saved its progress.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>Null while it runs.</summary>
    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>How many objects it has read, or compared, so far; a few seconds old while it runs.</summary>
    public required long Progress { get; init; }

    /// <summary>Counts, and for drift and repair the findings; null while the run is in progress, and in a list.</summary>
    [JsonContent(typeof(IRunResult))]
    public JsonElement? Result { get; init; }

    /// <summary>Why it failed, as a sentence or an SQLSTATE; otherwise null.</summary>
    public string? Error { get; init; }
}
