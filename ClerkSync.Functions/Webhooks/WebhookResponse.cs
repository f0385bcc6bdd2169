using System.Net;
using System.Text.Json.Serialization;
using ClerkSync.Core.Webhooks;
using ClerkSync.Functions.Http;
using Microsoft.Azure.Functions.Worker.Http;

namespace ClerkSync.Functions.Webhooks;

/// <summary>Maps the result of a delivery to the answer; <c>docs/errors.md</c> lists them.</summary>
internal static class WebhookResponse
{
    public static Task<HttpResponseData> CreateAsync(HttpRequestData request, WebhookResult result) =>
        result switch
        {
            { Error: { } error } => request.CreateProblemAsync(Describe(error), result.SvixId?.Value),
            { Outcome: { } outcome } => request.CreateJsonAsync(
                HttpStatusCode.OK,
                new WebhookAnswer(WebhookOutcomes.ToText(outcome), result.SvixId?.Value),
                WebhookJson.Default.WebhookAnswer
            ),
            _ => throw new ArgumentException("A result has an outcome or an error.", nameof(result)),
        };

    private static Problem Describe(WebhookError error) =>
        error switch
        {
            WebhookError.SecretMissing => Refused("secret_missing", "No webhook signing secret is configured."),
            WebhookError.BodyTooLarge => new Problem(
                HttpStatusCode.RequestEntityTooLarge,
                "body_too_large",
                "The body is larger than 1 MiB."
            ),
            WebhookError.MissingHeaders => Refused(
                "missing_headers",
                "The svix-id, svix-timestamp and svix-signature headers are required."
            ),
            WebhookError.InvalidSignature => Refused(
                "invalid_signature",
                "The signature does not match the body and the configured secret."
            ),
            WebhookError.TimestampOutOfTolerance => Refused(
                "timestamp_out_of_tolerance",
                "The delivery was signed more than five minutes ago or ahead of this server's clock."
            ),
            WebhookError.InvalidEncoding => Refused("invalid_encoding", "The body is not UTF-8."),
            WebhookError.InvalidPayload => Refused(
                "invalid_payload",
                "The body is no event that can be applied. It is kept with the reason."
            ),
            WebhookError.DatabaseUnavailable => Unavailable("database_unavailable", "The database is away or busy."),
            WebhookError.MigrationsPending => Unavailable(
                "migrations_pending",
                "The database has not had all migrations of this build. Run clerksync migrate."
            ),
            WebhookError.InternalError => new Problem(
                HttpStatusCode.InternalServerError,
                "internal_error",
                "The delivery could not be applied. Once it can be recorded it is kept with the error."
            ),
            _ => throw new ArgumentOutOfRangeException(nameof(error)),
        };

    private static Problem Refused(string code, string detail) => new(HttpStatusCode.BadRequest, code, detail);

    private static Problem Unavailable(string code, string detail) =>
        new(HttpStatusCode.ServiceUnavailable, code, detail, RetryAfter: TimeSpan.FromSeconds(5));
}

/// <summary>The body of a 200.</summary>
internal sealed record WebhookAnswer(string Outcome, string? SvixId);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(WebhookAnswer))]
internal sealed partial class WebhookJson : JsonSerializerContext;
