using System.Net;
using ClerkSync.Core.Deliveries;
using ClerkSync.Core.Webhooks;
using ClerkSync.Functions.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using Microsoft.Extensions.Logging;

namespace ClerkSync.Functions.Ops;

/// <summary><c>GET /api/ops/deliveries/{svixId}</c>: one delivery. <c>?payload=true</c> adds its payload.</summary>
public sealed class GetDelivery(DeliveryReader reader, PayloadDisclosure payloads, ILogger<GetDelivery> logger)
{
    /// <summary>Each read of a payload is recorded.</summary>
    [Function("ClerkSyncGetDelivery")]
    public Task<HttpResponseData> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "ops/deliveries/{svixId}")] HttpRequestData request,
        string svixId
    ) =>
        request.AnswerAsync(
            logger,
            async cancellationToken =>
            {
                var withPayload = DeliveryResponse.IsPayloadAsked(request);
                if (await reader.FindAsync(new SvixId(svixId), cancellationToken) is not { } delivery)
                {
                    return await request.CreateProblemAsync(DeliveryResponse.NotFound, svixId);
                }

                return withPayload
                    ? await DeliveryResponse.CreateWithPayloadAsync(
                        request,
                        delivery,
                        await payloads.ShowAsync(new SvixId(svixId), cancellationToken)
                    )
                    : await request.CreateJsonAsync(HttpStatusCode.OK, delivery, OpsJson.Default.DeliveryRecord);
            }
        );
}
