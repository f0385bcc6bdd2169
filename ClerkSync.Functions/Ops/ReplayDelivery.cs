using ClerkSync.Core.Deliveries;
using ClerkSync.Core.Webhooks;
using ClerkSync.Functions.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using Microsoft.Extensions.Logging;

namespace ClerkSync.Functions.Ops;

/// <summary><c>POST /api/ops/deliveries/{svixId}/replay</c>: applies a stored delivery again.</summary>
public sealed class ReplayDelivery(DeliveryReader reader, DeliveryReplay replay, ILogger<ReplayDelivery> logger)
{
    /// <summary>
    /// Responds as the webhook would, with <c>duplicate</c> if the delivery succeeded before, but with 422 where the webhook responds with
    /// 400. Responds with 404 if the delivery is unknown, and with 409 if its payload is not stored.
    /// </summary>
    [Function("ClerkSyncReplayDelivery")]
    public Task<HttpResponseData> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "ops/deliveries/{svixId}/replay")]
            HttpRequestData request,
        string svixId
    ) =>
        request.AnswerAsync(
            logger,
            async cancellationToken =>
            {
                if (await replay.ReplayAsync(new SvixId(svixId), cancellationToken) is { } result)
                {
                    return await DeliveryResponse.CreateAsync(request, result);
                }

                return await request.CreateProblemAsync(
                    await reader.FindAsync(new SvixId(svixId), cancellationToken) is null
                        ? DeliveryResponse.NotFound
                        : DeliveryResponse.PayloadNotKept,
                    svixId
                );
            }
        );
}
