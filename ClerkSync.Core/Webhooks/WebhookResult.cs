namespace ClerkSync.Core.Webhooks;

/// <summary>The result of a delivery.</summary>
/// <param name="SvixId">Null when the header is missing or invalid.</param>
/// <param name="Outcome">Null when the delivery was not verified, or could not be recorded.</param>
/// <param name="Error">Null when it succeeded.</param>
internal sealed record WebhookResult(SvixId? SvixId, WebhookOutcome? Outcome, WebhookError? Error)
{
    /// <summary>For <see cref="WebhookError.WrongInstance"/>, a sentence that names both instances; otherwise null.</summary>
    public string? Detail { get; init; }

    /// <summary>The outcome's text, or the error's code when there is no outcome.</summary>
    internal string Word =>
        Outcome is { } outcome ? WebhookOutcomes.ToText(outcome) : WebhookErrors.ToText(Error!.Value);
}
