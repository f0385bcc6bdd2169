using System.Net;
using ClerkSync.Core.Access.Checks;
using ClerkSync.Functions.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using Microsoft.Extensions.Logging;

namespace ClerkSync.Functions.Ops.Access;

/// <summary><c>GET /api/ops/access/mapping</c>: where access is stored, the plan of each Stripe price, and the policies.</summary>
public sealed class GetAccessMapping(AccessOperations access, ILogger<GetAccessMapping> logger)
{
    private static readonly Problem NotFound = new(
        HttpStatusCode.NotFound,
        "mapping_not_found",
        "Nothing is mapped yet."
    );

    /// <summary>Returns the mapping, or 404 when nothing is mapped yet.</summary>
    [Function("ClerkSyncGetAccessMapping")]
    public Task<HttpResponseData> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "ops/access/mapping")] HttpRequestData request
    ) =>
        request.AnswerAsync(
            logger,
            async cancellationToken =>
                await access.Mapping.FindAsync(cancellationToken) is { } settings
                    ? await request.CreateJsonAsync(HttpStatusCode.OK, settings, AccessRouteJson.Default.AccessSettings)
                    : await request.CreateProblemAsync(NotFound)
        );
}
