using ClerkSync.Core.Mirror;
using ClerkSync.Functions.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using Microsoft.Extensions.Logging;

namespace ClerkSync.Functions.Ops;

/// <summary><c>POST /api/ops/runs/{id}/stop</c>: stops a run.</summary>
public sealed class StopRun(BackgroundRuns runs, ILogger<StopRun> logger)
{
    /// <summary>The process that works on the run, this one or another, stops the run within seconds. What it has written stays.</summary>
    [Function("ClerkSyncStopRun")]
    public Task<HttpResponseData> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "ops/runs/{id}/stop")] HttpRequestData request,
        string id
    ) =>
        request.AnswerAsync(
            logger,
            async cancellationToken =>
            {
                request.FindParameters([]);
                var number = RouteNumber.Find(id);
                var wasRunning = number is null ? null : await runs.StopRunAsync(number.Value, cancellationToken);
                return wasRunning switch
                {
                    true => await RunResponse.CreateAcceptedAsync(request, number!.Value),
                    false => await request.CreateProblemAsync(RunResponse.Ended),
                    null => await request.CreateProblemAsync(RunResponse.NotFound),
                };
            }
        );
}
