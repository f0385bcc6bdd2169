using System.Net;
using ClerkSync.Core;
using ClerkSync.Core.Mirror;
using ClerkSync.Functions.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using Microsoft.Extensions.Logging;

namespace ClerkSync.Functions.Ops;

/// <summary><c>POST /api/ops/backfill</c>: reads everything that Clerk has and writes what is newer.</summary>
public sealed class RunBackfill(Backfill backfill, TimeProvider time, ILogger<RunBackfill> logger)
{
    private const string Since = "since";
    private const string Restart = "restart";

    /// <summary>Goes on with the last one if that has not ended; <c>?since=</c> and <c>?restart=true</c> as the CLI has them.</summary>
    [Function("ClerkSyncRunBackfill")]
    public Task<HttpResponseData> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "ops/backfill")] HttpRequestData request
    ) =>
        request.AnswerRunAsync(
            logger,
            async cancellationToken =>
            {
                var find = request.FindParameters([Since, Restart]);
                var options = new BackfillOptions
                {
                    Since = QueryValue.FindTime(find, Since, time.GetUtcNow()),
                    Restart = QueryValue.FindBoolean(find, Restart) ?? false,
                };
                var result = await backfill.RunAsync(options, new Progress<BackfillProgress>(), cancellationToken);
                return await request.CreateJsonAsync(HttpStatusCode.OK, result, OpsJson.Default.BackfillProgress);
            }
        );
}
