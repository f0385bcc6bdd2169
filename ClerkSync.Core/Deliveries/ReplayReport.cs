using ClerkSync.Core.Webhooks;

namespace ClerkSync.Core.Deliveries;

/// <summary>What became of the deliveries that were replayed in one go.</summary>
public sealed record ReplayReport
{
    /// <summary>How many had which outcome, such as <c>applied</c>; the words are those of answers.</summary>
    public required IReadOnlyDictionary<string, int> Outcomes { get; init; }

    /// <summary>How many could be replayed and have not been tried yet; null when it stopped early.</summary>
    public long? Left { get; init; }

    /// <summary>What the next call comes after; null when there is none to make, or the same one.</summary>
    public string? Next { get; init; }

    /// <summary>Why it stopped early: make the same call again; null when it did not.</summary>
    public WebhookError? Error { get; init; }
}
