namespace ClerkSync.Core.Webhooks;

/// <summary>The codes of errors, in answers and in the log.</summary>
public static class WebhookErrors
{
    /// <summary>The code of an error, such as <c>invalid_signature</c>; <c>docs/errors.md</c> lists them.</summary>
    public static string ToCode(WebhookError error) =>
        error switch
        {
            WebhookError.SecretMissing => "secret_missing",
            WebhookError.BodyTooLarge => "body_too_large",
            WebhookError.MissingHeaders => "missing_headers",
            WebhookError.InvalidSignature => "invalid_signature",
            WebhookError.TimestampOutOfTolerance => "timestamp_out_of_tolerance",
            WebhookError.InvalidEncoding => "invalid_encoding",
            WebhookError.InvalidPayload => "invalid_payload",
            WebhookError.DatabaseUnavailable => "database_unavailable",
            WebhookError.MigrationsPending => "migrations_pending",
            WebhookError.InternalError => "internal_error",
            _ => throw new ArgumentOutOfRangeException(nameof(error)),
        };
}
