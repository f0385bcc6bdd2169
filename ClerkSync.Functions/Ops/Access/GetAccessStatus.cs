using System.Net;
using ClerkSync.Core.Access.Checks;
using ClerkSync.Functions.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using Microsoft.Extensions.Logging;

namespace ClerkSync.Functions.Ops.Access;

/// <summary><c>GET /api/ops/access/status</c>: which keys are configured, what is mapped, and the last check.</summary>
public sealed class GetAccessStatus(AccessOperations access, ILogger<GetAccessStatus> logger)
{
    /// <summary>Sends no request to Clerk or Stripe.</summary>
    [Function("ClerkSyncGetAccessStatus")]
    public Task<HttpResponseData> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "ops/access/status")] HttpRequestData request
    ) =>
        request.AnswerAsync(
            logger,
            async cancellationToken =>
            {
                request.FindParameters([]);
                return await request.CreateJsonAsync(
                    HttpStatusCode.OK,
                    await access.ReadStatusAsync(cancellationToken),
                    AccessRouteJson.Default.AccessStatus
                );
            }
        );
}
