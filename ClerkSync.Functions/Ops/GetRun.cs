using System.Globalization;
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
    private static readonly Problem NotFound = new(HttpStatusCode.NotFound, "run_not_found", "There is no such run.");

    /// <summary>Reads the run.</summary>
    [Function("ClerkSyncGetRun")]
    public Task<HttpResponseData> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "ops/runs/{id}")] HttpRequestData request,
        string id
    ) =>
        request.AnswerAsync(
            logger,
            async cancellationToken =>
                long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                && await runs.FindAsync(number, cancellationToken) is { } run
                    ? await request.CreateJsonAsync(HttpStatusCode.OK, run, OpsJson.Default.SyncRunRecord)
                    : await request.CreateProblemAsync(NotFound)
        );
}
