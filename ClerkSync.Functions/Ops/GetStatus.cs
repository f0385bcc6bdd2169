using System.Net;
using ClerkSync.Core.Overview;
using ClerkSync.Functions.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ClerkSync.Functions.Ops;

/// <summary><c>GET /api/ops/status</c>: whether the database matches Clerk, as far as is known.</summary>
public sealed class GetStatus(OverviewReader overview, ILogger<GetStatus> logger)
{
    /// <summary>Reads only the database.</summary>
    [Function("ClerkSyncGetStatus")]
    public Task<HttpResponseData> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "ops/status")] HttpRequestData request
    ) =>
        request.AnswerAsync(
            logger,
            async cancellationToken =>
            {
                request.FindParameters([]);
                var status = await overview.ReadStatusAsync(cancellationToken);
                var options = request.FunctionContext.InstanceServices.GetService<CommandOptions>();
                return await request.CreateJsonAsync(
                    HttpStatusCode.OK,
                    status with
                    {
                        CommandOptions = options?.Text,
                    },
                    OpsJson.Default.SyncStatus
                );
            }
        );
}
