using System.Net;
using ClerkSync.Core.Mirror;
using ClerkSync.Functions.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using Microsoft.Extensions.Logging;

namespace ClerkSync.Functions.Ops;

/// <summary><c>POST /api/ops/drift</c>: compares all objects with Clerk and changes nothing.</summary>
public sealed class RunDrift(Drift drift, ILogger<RunDrift> logger)
{
    /// <summary>Responds with the report.</summary>
    [Function("ClerkSyncRunDrift")]
    public Task<HttpResponseData> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "ops/drift")] HttpRequestData request
    ) =>
        request.AnswerRunAsync(
            logger,
            async cancellationToken =>
            {
                request.FindParameters([]);
                var report = await drift.RunAsync(new Progress<long>(), cancellationToken);
                return await request.CreateJsonAsync(HttpStatusCode.OK, report, OpsJson.Default.DriftReport);
            }
        );
}
