using System.Net;
using ClerkSync.Core.Deliveries;
using ClerkSync.Functions.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using Microsoft.Extensions.Logging;

namespace ClerkSync.Functions.Ops;

/// <summary><c>GET /api/ops/deliveries</c>: a page of the delivery log, newest first.</summary>
public sealed class ListDeliveries(DeliveryReader reader, TimeProvider time, ILogger<ListDeliveries> logger)
{
    /// <summary>The parameters filter the list. Without them, it has all deliveries.</summary>
    [Function("ClerkSyncListDeliveries")]
    public Task<HttpResponseData> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "ops/deliveries")] HttpRequestData request
    ) =>
        request.AnswerAsync(
            logger,
            async cancellationToken =>
            {
                var query = DeliveryQuery.Read(request.FindParameters(DeliveryQuery.Parameters), time.GetUtcNow());
                var page = await reader.ListAsync(query, cancellationToken);
                return await request.CreateJsonAsync(HttpStatusCode.OK, page, OpsJson.Default.DeliveryPage);
            }
        );
}
