using ClerkSync.Core.Webhooks;
using ClerkSync.Functions.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;

namespace ClerkSync.Functions.Webhooks;

/// <summary><c>POST /api/webhooks/clerk</c>: the endpoint to enter in the Clerk Dashboard.</summary>
/// <remarks>The Functions host asks for no key, because the signature authenticates a delivery.</remarks>
public sealed class ReceiveClerkWebhook(WebhookReceiver receiver)
{
    /// <summary>Responds with 2xx only after the commit.</summary>
    [PublicRoute]
    [Function("ClerkSyncReceiveClerkWebhook")]
    public async Task<HttpResponseData> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "webhooks/clerk")] HttpRequestData request,
        CancellationToken cancellationToken
    )
    {
        var body = await LimitedBody.ReadAsync(request, WebhookRequest.MaxBodyLength, cancellationToken);
        var delivery = WebhookRequest.Read(request.FindHeader, body) with { TraceParent = request.FindTraceParent() };
        return await WebhookResponse.CreateAsync(request, await receiver.ReceiveAsync(delivery, cancellationToken));
    }
}
