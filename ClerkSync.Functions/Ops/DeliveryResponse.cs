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

/// <summary>The answers about one delivery.</summary>
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

    /// <exception cref="InvalidQueryException">The query is neither empty nor about the payload.</exception>
    public static bool IsPayloadAsked(HttpRequestData request) =>
        QueryValue.FindBoolean(request.FindParameters([PayloadParameter]), PayloadParameter) ?? false;

    /// <param name="request">The request.</param>
    /// <param name="delivery">The delivery.</param>
    /// <param name="payload">The bytes as they came; null, in the answer too, when they are not kept.</param>
    public static Task<HttpResponseData> CreateWithPayloadAsync(
        HttpRequestData request,
        DeliveryRecord delivery,
        byte[]? payload
    )
    {
        var answer = JsonSerializer.SerializeToNode(delivery, OpsJson.Default.DeliveryRecord)!.AsObject();
        // What is not UTF-8 was refused before it was stored.
        answer[PayloadParameter] = payload is null ? null : Encoding.UTF8.GetString(payload);
        return request.CreateJsonAsync(HttpStatusCode.OK, answer, OpsJson.Default.JsonObject);
    }

    /// <summary>The answer to a replay: a webhook's own, but what cannot be applied is not this request's fault.</summary>
    public static Task<HttpResponseData> CreateAsync(HttpRequestData request, WebhookResult result)
    {
        return result.Error switch
        {
            WebhookError.InvalidPayload => Unprocessable(
                "The payload is no event that can be applied. The delivery has the reason."
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
