using System.Net;
using ClerkSync.Core.Access.Checks;
using ClerkSync.Core.Access.Fields;
using ClerkSync.Functions.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using Microsoft.Extensions.Logging;

namespace ClerkSync.Functions.Ops.Access;

/// <summary><c>GET /api/ops/access/prices</c>: Stripe's prices that are not mapped.</summary>
public sealed class ListAccessPrices(AccessOperations access, ILogger<ListAccessPrices> logger)
{
    /// <summary>Returns each price with the plan that it may stand for.</summary>
    [Function("ClerkSyncListAccessPrices")]
    public Task<HttpResponseData> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "ops/access/prices")] HttpRequestData request
    ) =>
        request.AnswerAsync(
            logger,
            async cancellationToken =>
            {
                request.FindParameters([]);
                return await request.CreateJsonAsync(
                    HttpStatusCode.OK,
                    new(await access.ProposePricesAsync(cancellationToken)),
                    AccessRouteJson.Default.PricesAnswer
                );
            }
        );
}

internal sealed record PricesAnswer(IReadOnlyList<ProposedPrice> Prices);
