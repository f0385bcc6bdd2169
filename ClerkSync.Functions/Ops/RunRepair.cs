using System.Net;
using ClerkSync.Core;
using ClerkSync.Core.Mirror;
using ClerkSync.Functions.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using Microsoft.Extensions.Logging;

namespace ClerkSync.Functions.Ops;

/// <summary><c>POST /api/ops/repair</c>: corrects what differs from Clerk.</summary>
public sealed class RunRepair(Repair repair, ILogger<RunRepair> logger)
{
    private const string MaxRemovals = "maxRemovals";

    /// <summary>Responds with the report. <c>ops/drift</c> shows in advance what it would correct.</summary>
    [Function("ClerkSyncRunRepair")]
    public Task<HttpResponseData> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "ops/repair")] HttpRequestData request
    ) =>
        request.AnswerRunAsync(
            logger,
            async cancellationToken =>
            {
                var find = request.FindParameters([MaxRemovals]);
                var options = new RepairOptions
                {
                    MaxRemovals = QueryValue.FindNumber(find, MaxRemovals, 0, int.MaxValue),
                };
                var report = await repair.RunAsync(options, new Progress<long>(), cancellationToken);
                return await request.CreateJsonAsync(HttpStatusCode.OK, report, OpsJson.Default.RepairReport);
            }
        );
}
