namespace ClerkSync.Core.Webhooks;

/// <summary>The reasons why a delivery did not succeed; <c>docs/errors.md</c> describes each.</summary>
internal enum WebhookError
{
    /// <summary>No signing secret is configured.</summary>
    SecretMissing,

    /// <summary>The body is larger than <see cref="WebhookRequest.MaxBodyLength"/>.</summary>
    BodyTooLarge,

    /// <summary>One of the three <c>svix-</c> headers is missing.</summary>
    MissingHeaders,

    /// <summary>The id is not 1 to 255 printable ASCII characters.</summary>
    InvalidId,

    /// <summary>No signature matches a configured secret, or a header cannot be parsed.</summary>
    InvalidSignature,

    /// <summary>The delivery was signed more than five minutes before or after our time.</summary>
    TimestampOutOfTolerance,

    /// <summary>The body is not UTF-8.</summary>
    InvalidEncoding,

    /// <summary>The body is verified, but is not an event that can be applied.</summary>
    InvalidPayload,

    /// <summary>The delivery comes from another Clerk instance than the one that the database belongs to.</summary>
    WrongInstance,

    /// <summary>Postgres is unavailable or busy, or all retries failed.</summary>
    DatabaseUnavailable,

    /// <summary>The database lacks migrations of this build.</summary>
    MigrationsPending,

    /// <summary>A constraint or trigger rejects the row, or ClerkSync has a bug.</summary>
    InternalError,
}

/// <summary>The codes for errors in responses and metrics.</summary>
internal static class WebhookErrors
{
    public static string ToText(WebhookError error) =>
        error switch
        {
            WebhookError.SecretMissing => "secret_missing",
            WebhookError.BodyTooLarge => "body_too_large",
            WebhookError.MissingHeaders => "missing_headers",
            WebhookError.InvalidId => "invalid_id",
            WebhookError.InvalidSignature => "invalid_signature",
            WebhookError.TimestampOutOfTolerance => "timestamp_out_of_tolerance",
            WebhookError.InvalidEncoding => "invalid_encoding",
            WebhookError.InvalidPayload => "invalid_payload",
            WebhookError.WrongInstance => "wrong_instance",
            WebhookError.DatabaseUnavailable => "database_unavailable",
            WebhookError.MigrationsPending => "migrations_pending",
            WebhookError.InternalError => "internal_error",
            _ => throw new ArgumentOutOfRangeException(nameof(error)),
        };
}
