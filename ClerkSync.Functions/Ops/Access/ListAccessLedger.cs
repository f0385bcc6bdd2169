using System.Net;
using ClerkSync.Core;
using ClerkSync.Core.Access.Checks;
using ClerkSync.Functions.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using Microsoft.Extensions.Logging;

namespace ClerkSync.Functions.Ops.Access;

/// <summary><c>GET /api/ops/access/ledger</c>: a page of the steps of all incidents, newest first.</summary>
public sealed class ListAccessLedger(AccessOperations access, ILogger<ListAccessLedger> logger)
{
    /// <summary>Takes <c>account</c>, <c>limit</c> and <c>after</c>, which is the <c>next</c> of the previous page.</summary>
    [Function("ClerkSyncListAccessLedger")]
    public Task<HttpResponseData> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "ops/access/ledger")] HttpRequestData request
    ) =>
        request.AnswerAsync(
            logger,
            async cancellationToken =>
            {
                var find = request.FindParameters([AccessProblems.Account, AccessProblems.Limit, AccessProblems.After]);
                var limit = AccessProblems.ReadLimit(find);
                var page = await access.Incidents.ListLedgerAsync(
                    AccessProblems.FindAccount(find),
                    QueryValue.FindNumber(find, AccessProblems.After, 1, long.MaxValue) ?? long.MaxValue,
                    limit,
                    cancellationToken
                );
                return await request.CreateJsonAsync(
                    HttpStatusCode.OK,
                    new(page, page.Count == limit ? page[^1].Id : null),
                    AccessRouteJson.Default.LedgerAnswer
                );
            }
        );
}

/// <summary>The body of a 200.</summary>
/// <param name="Entries">Newest first.</param>
/// <param name="Next">The <c>after</c> of the next page; null when this is the last page.</param>
internal sealed record LedgerAnswer(IReadOnlyList<AccessLedgerEntry> Entries, long? Next);
