using ClerkSync.Core.Webhooks;

namespace ClerkSync.Core.Deliveries;

/// <summary>The result of one replay call.</summary>
internal sealed record ReplayReport
{
    /// <summary>The number of deliveries per outcome, such as <c>applied</c>.</summary>
    public required IReadOnlyDictionary<string, int> Outcomes { get; init; }

    /// <summary>The number of deliveries that are still to be replayed; null when it stopped early.</summary>
    public long? Left { get; init; }

    /// <summary>The cursor of the next call; null when nothing is left, or when it stopped early.</summary>
    public string? Next { get; init; }

    /// <summary>Why it stopped early, and the same call should be repeated; null when it did not.</summary>
    public WebhookError? Error { get; init; }
}
