using System.Net;
using System.Text;
using System.Text.Json;
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
        new(HttpStatusCode.NotFound, "delivery_not_found", "No verified delivery of this id is on record.");

    public static Problem PayloadNotKept { get; } =
        new(
            HttpStatusCode.Conflict,
            "payload_not_kept",
            "The payload is not kept, so it cannot be replayed. Clerk's dashboard can send it again."
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
        var answer = JsonSerializer.SerializeToNode(delivery, OpsJson.Default.DeliveryRecord)!.AsObject();
        // A body that is not UTF-8 is rejected before it is stored.
        answer[PayloadParameter] = payload is null ? null : Encoding.UTF8.GetString(payload);
        return request.CreateJsonAsync(HttpStatusCode.OK, answer, OpsJson.Default.JsonObject);
    }

    /// <summary>Responds to a replay as to a webhook, but with 422 if the stored payload is to blame.</summary>
    public static Task<HttpResponseData> CreateAsync(HttpRequestData request, WebhookResult result)
    {
        return result.Error switch
        {
            WebhookError.InvalidPayload => Unprocessable(
                "The payload is not an event that can be applied. The delivery has the reason."
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
