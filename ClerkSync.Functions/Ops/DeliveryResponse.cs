using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Text;
using System.Text.Json.Serialization;
using ClerkSync.Core;
using ClerkSync.Core.Deliveries;
using ClerkSync.Core.Webhooks;
using ClerkSync.Functions.Http;
using ClerkSync.Functions.Webhooks;
using Microsoft.Azure.Functions.Worker.Http;

namespace ClerkSync.Functions.Ops;

/// <summary>The responses about one delivery.</summary>
internal static class DeliveryResponse
{
    private const string PayloadParameter = "payload";

    public static Problem NotFound { get; } =
        new(HttpStatusCode.NotFound, "delivery_not_found", "No verified delivery with this id is on record.");

    public static Problem PayloadNotKept { get; } =
        new(
            HttpStatusCode.Conflict,
            "payload_not_kept",
            "The payload is not stored, so the delivery cannot be replayed. The Clerk Dashboard can send it again."
        );

    /// <exception cref="InvalidQueryException">The query has another parameter, or another value than true or false.</exception>
    public static bool IsPayloadAsked(HttpRequestData request) =>
        QueryValue.FindBoolean(request.FindParameters([PayloadParameter]), PayloadParameter) ?? false;

    /// <param name="payload">The received bytes; null, in the response too, when they are not stored.</param>
    public static Task<HttpResponseData> CreateWithPayloadAsync(
        HttpRequestData request,
        DeliveryRecord delivery,
        byte[]? payload
    )
    {
        // A body that is not UTF-8 is rejected before it is stored.
        var text = payload is null ? null : Encoding.UTF8.GetString(payload);
        return request.CreateJsonAsync(
            HttpStatusCode.OK,
            new DeliveryWithPayload(delivery, text),
            OpsJson.Default.DeliveryWithPayload
        );
    }

    /// <summary>Responds to a replay as to a webhook, but with 422 if the stored payload is the cause.</summary>
    public static Task<HttpResponseData> CreateAsync(HttpRequestData request, WebhookResult result)
    {
        return result.Error switch
        {
            WebhookError.InvalidPayload => Unprocessable(
                "The payload is not an event that can be applied. The delivery's error has the reason."
            ),
            WebhookError.WrongInstance => Unprocessable(result.Detail!),
            _ => WebhookResponse.CreateAsync(request, result),
        };

        Task<HttpResponseData> Unprocessable(string detail) =>
            request.CreateProblemAsync(
                new Problem(HttpStatusCode.UnprocessableEntity, WebhookErrors.ToText(result.Error!.Value), detail),
                result.SvixId?.Value
            );
    }
}

/// <summary>A delivery with its payload.</summary>
internal sealed record DeliveryWithPayload : DeliveryRecord
{
    [SetsRequiredMembers]
    public DeliveryWithPayload(DeliveryRecord delivery, string? payload)
        : base(delivery) => Payload = payload;

    /// <summary>The received bytes as text; null when they are not stored.</summary>
    [JsonPropertyOrder(1)]
    public string? Payload { get; }
}
