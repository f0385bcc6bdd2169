namespace ClerkSync.Core.Webhooks;

/// <summary>The answer to a delivery.</summary>
/// <param name="SvixId">Null when the header is absent or cannot be an id.</param>
/// <param name="Outcome">Null when the delivery was not verified, or could not be recorded.</param>
/// <param name="Error">Null when it succeeded.</param>
public sealed record WebhookResult(SvixId? SvixId, WebhookOutcome? Outcome, WebhookError? Error)
{
    /// <summary>A sentence about <see cref="WebhookError.WrongInstance"/> that names both instances; null otherwise.</summary>
    public string? Detail { get; init; }

    /// <summary>The word for the outcome, or for the error when there is none.</summary>
    internal string Word =>
        Outcome is { } outcome ? WebhookOutcomes.ToText(outcome) : WebhookErrors.ToText(Error!.Value);
}
