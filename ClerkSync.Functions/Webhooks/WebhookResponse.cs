using System.ComponentModel.DataAnnotations;
using System.Net;
using System.Text.Json.Serialization;
using ClerkSync.Core.Webhooks;
using ClerkSync.Functions.Http;
using Microsoft.Azure.Functions.Worker.Http;

namespace ClerkSync.Functions.Webhooks;

/// <summary>Maps the result of a delivery to the response; <c>docs/errors.md</c> lists them.</summary>
internal static class WebhookResponse
{
    public static Task<HttpResponseData> CreateAsync(HttpRequestData request, WebhookResult result) =>
        result switch
        {
            { Error: { } error } => request.CreateProblemAsync(Describe(error, result.Detail), result.SvixId?.Value),
            { Outcome: { } outcome } => request.CreateJsonAsync(
                HttpStatusCode.OK,
                new WebhookAnswer(WebhookOutcomes.ToText(outcome), result.SvixId?.Value),
                WebhookJson.Default.WebhookAnswer
            ),
            _ => throw new ArgumentException("A result has an outcome or an error.", nameof(result)),
        };

    private static Problem Describe(WebhookError error, string? detail)
    {
        return error switch
        {
            WebhookError.SecretMissing => Rejected("No webhook signing secret is configured."),
            WebhookError.BodyTooLarge => Answer(HttpStatusCode.RequestEntityTooLarge, "The body is larger than 1 MiB."),
            WebhookError.MissingHeaders => Rejected(
                "The svix-id, svix-timestamp and svix-signature headers are required."
            ),
            WebhookError.InvalidId => Rejected("The svix-id is not 1 to 255 printable ASCII characters."),
            WebhookError.InvalidSignature => Rejected(
                "The signature does not match the body and the configured secret."
            ),
            WebhookError.TimestampOutOfTolerance => Rejected(
                "The delivery was signed more than five minutes before or after this server's time."
            ),
            WebhookError.InvalidEncoding => Rejected("The body is not UTF-8."),
            WebhookError.InvalidPayload => Rejected(
                "The body is not an event that can be applied. It is stored with the reason."
            ),
            WebhookError.WrongInstance => Rejected(detail!),
            WebhookError.DatabaseUnavailable => Problem.DatabaseUnavailable,
            WebhookError.MigrationsPending => Problem.MigrationsPending,
            WebhookError.InternalError => Answer(
                HttpStatusCode.InternalServerError,
                "The delivery could not be applied. It is stored with the error if the database accepts it."
            ),
            _ => throw new ArgumentOutOfRangeException(nameof(error)),
        };

        Problem Rejected(string detail) => Answer(HttpStatusCode.BadRequest, detail);

        Problem Answer(HttpStatusCode status, string detail) => new(status, WebhookErrors.ToText(error), detail);
    }
}

internal sealed record WebhookAnswer(
    [property: AllowedValues("applied", "duplicate", "stale", "ignored")] string Outcome,
    string? SvixId
);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(WebhookAnswer))]
internal sealed partial class WebhookJson : JsonSerializerContext;
