namespace ClerkSync.Core.Webhooks;

/// <summary>What became of a delivery that was verified.</summary>
public enum WebhookOutcome
{
    /// <summary>It changed the database.</summary>
    Applied,

    /// <summary>Its <c>svix-id</c> had succeeded before.</summary>
    Duplicate,

    /// <summary>A newer version of the object, or its deletion, had come before.</summary>
    Stale,

    /// <summary>There is nothing to do for its type.</summary>
    Ignored,

    /// <summary>It cannot be read. It is kept with the reason.</summary>
    Rejected,

    /// <summary>It could not be applied. It is kept with the error, and applied when it is delivered again or replayed.</summary>
    Failed,
}

/// <summary>The words for outcomes in the database and in answers.</summary>
public static class WebhookOutcomes
{
    /// <summary>The word for an outcome, such as <c>applied</c>.</summary>
    public static string ToText(WebhookOutcome outcome) =>
        outcome switch
        {
            WebhookOutcome.Applied => "applied",
            WebhookOutcome.Duplicate => "duplicate",
            WebhookOutcome.Stale => "stale",
            WebhookOutcome.Ignored => "ignored",
            WebhookOutcome.Rejected => "rejected",
            WebhookOutcome.Failed => "failed",
            _ => throw new ArgumentOutOfRangeException(nameof(outcome)),
        };
}
