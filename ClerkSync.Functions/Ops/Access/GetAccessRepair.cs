using System.Net;
using ClerkSync.Core.Access;
using ClerkSync.Core.Access.Checks;
using ClerkSync.Core.Access.Repairs;
using ClerkSync.Functions.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using Microsoft.Extensions.Logging;

namespace ClerkSync.Functions.Ops.Access;

/// <summary><c>GET /api/ops/access/incidents/{id}/repair</c>: what approving an incident would write.</summary>
public sealed class GetAccessRepair(AccessOperations access, ILogger<GetAccessRepair> logger)
{
    /// <summary>Writes nothing.</summary>
    [Function("ClerkSyncGetAccessRepair")]
    public Task<HttpResponseData> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "ops/access/incidents/{id}/repair")]
            HttpRequestData request,
        string id
    ) =>
        request.AnswerAsync(
            logger,
            async cancellationToken =>
            {
                request.FindParameters([]);
                return await RepairRoute.AnswerAsync(
                    request,
                    access.Repairs,
                    id,
                    repair =>
                        request.CreateJsonAsync(
                            HttpStatusCode.OK,
                            Answer(repair),
                            AccessRouteJson.Default.RepairAnswer
                        ),
                    cancellationToken
                );
            }
        );

    private static RepairAnswer Answer(AccessRepair repair) =>
        new(
            repair.Incident.Id,
            repair.Incident.Version,
            repair.Incident.ClerkId,
            repair.Table?.FullName,
            repair.Table?.Key,
            repair.Written,
            repair.Left
        );
}

/// <summary>The body of a 200.</summary>
/// <param name="Version">An approval must contain it, so that only the repair that was shown is approved.</param>
/// <param name="Table">The application's table; null when none is mapped.</param>
/// <param name="Key">Its column with the Clerk id; null when no table is mapped.</param>
/// <param name="Written">The changes to columns of the account's row. Empty when a person must make all changes.</param>
/// <param name="Left">The changes that a person must make.</param>
internal sealed record RepairAnswer(
    long IncidentId,
    string Version,
    string ClerkId,
    string? Table,
    string? Key,
    IReadOnlyList<AccessChange> Written,
    IReadOnlyList<AccessChange> Left
);
