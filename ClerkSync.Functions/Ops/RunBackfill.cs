using System.Net;
using ClerkSync.Core;
using ClerkSync.Core.Mirror;
using ClerkSync.Functions.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using Microsoft.Extensions.Logging;

namespace ClerkSync.Functions.Ops;

/// <summary><c>POST /api/ops/backfill</c>: reads all objects from Clerk and writes those that are newer.</summary>
public sealed class RunBackfill(Backfill backfill, TimeProvider time, ILogger<RunBackfill> logger)
{
    private const string Since = "since";
    private const string Restart = "restart";

    /// <summary>Resumes the last backfill if it did not end. <c>?since=</c> and <c>?restart=true</c> are the CLI's options.</summary>
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
