using System.Net;
using ClerkSync.Core.Access.Checks;
using ClerkSync.Core.Mirror;
using ClerkSync.Functions.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using Microsoft.Extensions.Logging;

namespace ClerkSync.Functions.Ops.Access;

/// <summary><c>POST /api/ops/access/check</c>: compares accounts with Stripe, and opens and closes incidents.</summary>
public sealed class RunAccessCheck(AccessOperations access, BackgroundRuns runs, ILogger<RunAccessCheck> logger)
{
    /// <summary>
    /// Responds with the run's id when the check of all accounts has started; the report is the result of the run. With
    /// <c>?account=</c>, checks only that account and returns the report.
    /// </summary>
    [Function("ClerkSyncRunAccessCheck")]
    public Task<HttpResponseData> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "ops/access/check")] HttpRequestData request
    ) =>
        request.AnswerRunAsync(
            logger,
            async cancellationToken =>
                AccessProblems.FindAccount(request.FindParameters([AccessProblems.Account])) is { } account
                    ? await CheckAsync(request, account, cancellationToken)
                    : await StartAsync(request, cancellationToken)
        );

    private async Task<HttpResponseData> CheckAsync(
        HttpRequestData request,
        string account,
        CancellationToken cancellationToken
    ) =>
        await access.CheckAsync(account, cancellationToken) is { } report
            ? await request.CreateJsonAsync(HttpStatusCode.OK, report, AccessRouteJson.Default.AccessCheckReport)
            : await request.CreateProblemAsync(AccessProblems.MappingMissing);

    private async Task<HttpResponseData> StartAsync(HttpRequestData request, CancellationToken cancellationToken) =>
        await access.IsReadyAsync(cancellationToken)
            ? await RunResponse.CreateAcceptedAsync(
                request,
                await runs.StartRunAsync(SyncRunKind.Access, new RunOptions(), restart: false, cancellationToken)
            )
            : await request.CreateProblemAsync(AccessProblems.MappingMissing);
}
