using System.Net;
using ClerkSync.Core;
using ClerkSync.Core.Access.Checks;
using ClerkSync.Functions.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using Microsoft.Extensions.Logging;

namespace ClerkSync.Functions.Ops.Access;

/// <summary><c>GET /api/ops/access/incidents</c>: a page of the open incidents.</summary>
public sealed class ListAccessIncidents(AccessOperations access, ILogger<ListAccessIncidents> logger)
{
    /// <summary>Takes <c>account</c>, <c>limit</c> and <c>after</c>, which is the <c>next</c> of the previous page.</summary>
    [Function("ClerkSyncListAccessIncidents")]
    public Task<HttpResponseData> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "ops/access/incidents")] HttpRequestData request
    ) =>
        request.AnswerAsync(
            logger,
            async cancellationToken =>
            {
                var find = request.FindParameters([AccessProblems.Account, AccessProblems.Limit, AccessProblems.After]);
                var limit = AccessProblems.ReadLimit(find);
                var page = await access.Incidents.ListOpenAsync(
                    AccessProblems.FindAccount(find),
                    QueryValue.FindNumber(find, AccessProblems.After, 0, long.MaxValue) ?? 0,
                    limit,
                    cancellationToken
                );
                return await request.CreateJsonAsync(
                    HttpStatusCode.OK,
                    new(page, page.Count == limit ? page[^1].Id : null),
                    AccessRouteJson.Default.IncidentsAnswer
                );
            }
        );
}

/// <summary>The body of a 200.</summary>
/// <param name="Incidents">In the order of their numbers.</param>
/// <param name="Next">The <c>after</c> of the next page; null when this is the last page.</param>
internal sealed record IncidentsAnswer(IReadOnlyList<AccessIncident> Incidents, long? Next);
