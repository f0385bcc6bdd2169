namespace ClerkSync.Core.Webhooks;

/// <summary>The outcome of a verified delivery.</summary>
internal enum WebhookOutcome
{
    /// <summary>It changed the database.</summary>
    Applied,

    /// <summary>Its <c>svix-id</c> succeeded before.</summary>
    Duplicate,

    /// <summary>The row is as new or newer, or the object is deleted.</summary>
    Stale,

    /// <summary>It writes no object: its type is not used, or it is one of Clerk's examples.</summary>
    Ignored,

    /// <summary>It is unreadable. It is stored with the reason.</summary>
    Rejected,

    /// <summary>It could not be applied. It is stored with the error, and can be redelivered or replayed.</summary>
    Failed,
}

/// <summary>The texts for outcomes in the database and in responses.</summary>
internal static class WebhookOutcomes
{
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
