using System.Net;
using ClerkSync.Core;
using ClerkSync.Core.Mirror;
using ClerkSync.Functions.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using Microsoft.Extensions.Logging;

namespace ClerkSync.Functions.Ops;

/// <summary><c>GET /api/ops/runs</c>: the last backfills, drift runs, repairs and access checks, newest first.</summary>
public sealed class ListRuns(SyncRunReader runs, ILogger<ListRuns> logger)
{
    private const string Limit = "limit";
    private const int DefaultLimit = 20;
    private const int MaxLimit = 500;

    /// <summary>The results are left out, because they may be long.</summary>
    [Function("ClerkSyncListRuns")]
    public Task<HttpResponseData> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "ops/runs")] HttpRequestData request
    ) =>
        request.AnswerAsync(
            logger,
            async cancellationToken =>
            {
                var limit = QueryValue.FindNumber(request.FindParameters([Limit]), Limit, 1, MaxLimit);
                var list = await runs.ListAsync((int)(limit ?? DefaultLimit), cancellationToken);
                return await request.CreateJsonAsync(HttpStatusCode.OK, new(list), OpsJson.Default.RunsAnswer);
            }
        );
}

internal sealed record RunsAnswer(IReadOnlyList<SyncRunRecord> Runs);
