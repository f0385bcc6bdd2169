using ClerkSync.Core.Mirror;
using ClerkSync.Functions.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using Microsoft.Extensions.Logging;

namespace ClerkSync.Functions.Ops;

/// <summary><c>POST /api/ops/drift</c>: compares all objects with Clerk and changes nothing.</summary>
public sealed class RunDrift(BackgroundRuns runs, ILogger<RunDrift> logger)
{
    /// <summary>Responds with the run's id when the run has started. The report is the run's result.</summary>
    [Function("ClerkSyncRunDrift")]
    public Task<HttpResponseData> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "ops/drift")] HttpRequestData request
    ) =>
        request.AnswerAsync(
            logger,
            async cancellationToken =>
            {
                request.FindParameters([]);
                var id = await runs.StartRunAsync(
                    SyncRunKind.Drift,
                    new RunOptions(),
                    restart: false,
                    cancellationToken
                );
                return await RunResponse.CreateAcceptedAsync(request, id);
            }
        );
}
