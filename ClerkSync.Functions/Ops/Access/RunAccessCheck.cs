using System.Net;
using ClerkSync.Core.Access.Checks;
using ClerkSync.Functions.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using Microsoft.Extensions.Logging;

namespace ClerkSync.Functions.Ops.Access;

/// <summary><c>POST /api/ops/access/check</c>: compares all accounts with Stripe, and opens and closes incidents.</summary>
public sealed class RunAccessCheck(AccessOperations access, ILogger<RunAccessCheck> logger)
{
    /// <summary>Returns the report. With <c>?account=</c>, checks only that account.</summary>
    [Function("ClerkSyncRunAccessCheck")]
    public Task<HttpResponseData> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "ops/access/check")] HttpRequestData request
    ) =>
        request.AnswerRunAsync(
            logger,
            async cancellationToken =>
            {
                var account = AccessProblems.FindAccount(request.FindParameters([AccessProblems.Account]));
                return await access.CheckAsync(account, cancellationToken) is { } report
                    ? await request.CreateJsonAsync(
                        HttpStatusCode.OK,
                        report,
                        AccessRouteJson.Default.AccessCheckReport
                    )
                    : await request.CreateProblemAsync(AccessProblems.MappingMissing);
            }
        );
}
