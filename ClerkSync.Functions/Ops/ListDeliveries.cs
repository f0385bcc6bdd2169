using System.Net;
using ClerkSync.Core;
using ClerkSync.Core.Deliveries;
using ClerkSync.Core.People;
using ClerkSync.Functions.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using Microsoft.Extensions.Logging;

namespace ClerkSync.Functions.Ops;

/// <summary><c>GET /api/ops/deliveries</c>: a page of the delivery log, newest first.</summary>
public sealed class ListDeliveries(
    DeliveryReader reader,
    PersonReader people,
    TimeProvider time,
    ILogger<ListDeliveries> logger
)
{
    private const string People = "people";

    /// <summary>
    /// Without parameters, the list is not filtered. <c>?people=true</c> adds the users that the deliveries are about.
    /// </summary>
    [Function("ClerkSyncListDeliveries")]
    public Task<HttpResponseData> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "ops/deliveries")] HttpRequestData request
    ) =>
        request.AnswerAsync(
            logger,
            async cancellationToken =>
            {
                var find = request.FindParameters([.. DeliveryQuery.Parameters, People]);
                var withPeople = QueryValue.FindBoolean(find, People) ?? false;
                var page = await reader.ListAsync(DeliveryQuery.Read(find, time.GetUtcNow()), cancellationToken);
                if (withPeople)
                {
                    page = page with { People = await people.FindAsync(page.Deliveries, cancellationToken) };
                }

                return await request.CreateJsonAsync(HttpStatusCode.OK, page, OpsJson.Default.DeliveryPage);
            }
        );
}
