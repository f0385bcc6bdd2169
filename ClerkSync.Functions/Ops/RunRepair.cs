using ClerkSync.Core;
using ClerkSync.Core.Mirror;
using ClerkSync.Functions.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using Microsoft.Extensions.Logging;

namespace ClerkSync.Functions.Ops;

/// <summary><c>POST /api/ops/repair</c>: corrects what differs from Clerk.</summary>
public sealed class RunRepair(BackgroundRuns runs, ILogger<RunRepair> logger)
{
    private const string MaxRemovals = "maxRemovals";

    /// <summary>
    /// Responds with the run's id when the run has started. The report is the run's result. <c>ops/drift</c> shows what a repair would
    /// correct.
    /// </summary>
    [Function("ClerkSyncRunRepair")]
    public Task<HttpResponseData> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "ops/repair")] HttpRequestData request
    ) =>
        request.AnswerAsync(
            logger,
            async cancellationToken =>
            {
                var options = new RunOptions
                {
                    MaxRemovals = QueryValue.FindNumber(
                        request.FindParameters([MaxRemovals]),
                        MaxRemovals,
                        0,
                        int.MaxValue
                    ),
                };
                var id = await runs.StartRunAsync(SyncRunKind.Repair, options, restart: false, cancellationToken);
                return await RunResponse.CreateAcceptedAsync(request, id);
            }
        );
}
