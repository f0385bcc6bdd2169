using ClerkSync.Core.Access.Checks;
using ClerkSync.Core.Access.Repairs;
using ClerkSync.Core.Disclosure;
using ClerkSync.Functions.Http;
using Microsoft.Azure.Functions.Worker.Http;

namespace ClerkSync.Functions.Ops.Access;

/// <summary>Shared by the routes about the repair of an incident.</summary>
internal static class RepairRoute
{
    /// <summary>Creates the response for a repair: a problem when there is no such incident or the table cannot be repaired.</summary>
    public static async Task<HttpResponseData> AnswerAsync(
        HttpRequestData request,
        AccessRepairs repairs,
        string id,
        Func<AccessRepair, Task<HttpResponseData>> answer,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return
                RouteNumber.Find(id) is { } number && await repairs.FindAsync(number, cancellationToken) is { } repair
                ? await answer(repair)
                : await request.CreateProblemAsync(AccessProblems.IncidentNotFound);
        }
        catch (SourceException exception)
        {
            return await request.CreateProblemAsync(
                AccessProblems.CreateRepairRejected(ShownError.Describe(exception))
            );
        }
    }
}
