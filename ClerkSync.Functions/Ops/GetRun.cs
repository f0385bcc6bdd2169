using System.Net;
using ClerkSync.Core.Mirror;
using ClerkSync.Functions.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using Microsoft.Extensions.Logging;

namespace ClerkSync.Functions.Ops;

/// <summary><c>GET /api/ops/runs/{id}</c>: one run with its result.</summary>
public sealed class GetRun(SyncRunReader runs, ILogger<GetRun> logger)
{
    /// <summary>The result is null until the run has ended.</summary>
    [Function("ClerkSyncGetRun")]
    public Task<HttpResponseData> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "ops/runs/{id}")] HttpRequestData request,
        string id
    ) =>
        request.AnswerAsync(
            logger,
            async cancellationToken =>
                RouteNumber.Find(id) is { } number && await runs.FindAsync(number, cancellationToken) is { } run
                    ? await request.CreateJsonAsync(HttpStatusCode.OK, run, OpsJson.Default.SyncRunRecord)
                    : await request.CreateProblemAsync(RunResponse.NotFound)
        );
}
