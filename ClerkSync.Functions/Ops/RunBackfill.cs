using ClerkSync.Core;
using ClerkSync.Core.Mirror;
using ClerkSync.Functions.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using Microsoft.Extensions.Logging;

namespace ClerkSync.Functions.Ops;

/// <summary><c>POST /api/ops/backfill</c>: reads all objects from Clerk and writes those that are newer.</summary>
public sealed class RunBackfill(BackgroundRuns runs, TimeProvider time, ILogger<RunBackfill> logger)
{
    private const string Since = "since";
    private const string Restart = "restart";

    /// <summary>
    /// Responds with the run's id when the run has started. The run resumes the last backfill if that backfill did not end.
    /// <c>?since=</c> and <c>?restart=true</c> mean the same as the CLI's options.
    /// </summary>
    [Function("ClerkSyncRunBackfill")]
    public Task<HttpResponseData> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "ops/backfill")] HttpRequestData request
    ) =>
        request.AnswerAsync(
            logger,
            async cancellationToken =>
            {
                var find = request.FindParameters([Since, Restart]);
                var options = new RunOptions { Since = QueryValue.FindTime(find, Since, time.GetUtcNow()) };
                var restart = QueryValue.FindBoolean(find, Restart) ?? false;
                var id = await runs.StartRunAsync(SyncRunKind.Backfill, options, restart, cancellationToken);
                return await RunResponse.CreateAcceptedAsync(request, id);
            }
        );
}
