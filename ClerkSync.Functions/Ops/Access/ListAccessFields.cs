using System.Net;
using ClerkSync.Core;
using ClerkSync.Core.Access.Checks;
using ClerkSync.Functions.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using Microsoft.Extensions.Logging;

namespace ClerkSync.Functions.Ops.Access;

/// <summary><c>GET /api/ops/access/fields</c>: the metadata keys of the accounts that changed most recently.</summary>
public sealed class ListAccessFields(AccessOperations access, ILogger<ListAccessFields> logger)
{
    private const string Organizations = "organizations";

    /// <summary>Returns keys of users, or with <c>?organizations=true</c> of organizations.</summary>
    [Function("ClerkSyncListAccessFields")]
    public Task<HttpResponseData> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "ops/access/fields")] HttpRequestData request
    ) =>
        request.AnswerAsync(
            logger,
            async cancellationToken =>
            {
                var ofOrganizations = QueryValue.FindBoolean(request.FindParameters([Organizations]), Organizations);
                var report = await access.Fields.ReadAsync(ofOrganizations ?? false, cancellationToken);
                return await request.CreateJsonAsync(
                    HttpStatusCode.OK,
                    report,
                    AccessRouteJson.Default.AccessFieldReport
                );
            }
        );
}
