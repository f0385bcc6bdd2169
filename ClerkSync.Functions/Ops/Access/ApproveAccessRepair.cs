using System.Net;
using ClerkSync.Core.Access.Checks;
using ClerkSync.Core.Access.Repairs;
using ClerkSync.Core.Disclosure;
using ClerkSync.Functions.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using Microsoft.Extensions.Logging;

namespace ClerkSync.Functions.Ops.Access;

/// <summary><c>POST /api/ops/access/incidents/{id}/approve</c>: writes a repair, and checks the account again.</summary>
public sealed class ApproveAccessRepair(AccessOperations access, ILogger<ApproveAccessRepair> logger)
{
    // The actor of an approval in the ledger.
    private const string Actor = "ops";

    /// <summary>The body has the <c>version</c> of the repair that was shown. Returns the report of the check.</summary>
    [Function("ClerkSyncApproveAccessRepair")]
    public Task<HttpResponseData> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "ops/access/incidents/{id}/approve")]
            HttpRequestData request,
        string id
    ) =>
        request.AnswerRunAsync(
            logger,
            async cancellationToken =>
            {
                request.FindParameters([]);
                var body = await request.ReadJsonAsync(AccessRouteJson.Default.ApprovalBody, cancellationToken);
                return await RepairRoute.AnswerAsync(
                    request,
                    access.Repairs,
                    id,
                    repair => ApproveAsync(request, repair, body.Version, cancellationToken),
                    cancellationToken
                );
            }
        );

    private async Task<HttpResponseData> ApproveAsync(
        HttpRequestData request,
        AccessRepair repair,
        string version,
        CancellationToken cancellationToken
    )
    {
        // Throws without a Stripe key, and answers without a mapping: a repair that cannot be verified is not written.
        if (!await access.IsReadyAsync(cancellationToken))
        {
            return await request.CreateProblemAsync(AccessProblems.MappingMissing);
        }

        var shown = repair with { Incident = repair.Incident with { Version = version } };
        var approval = await access.Repairs.ApproveAsync(shown, Actor, cancellationToken);
        return approval.Outcome == AccessApprovalOutcome.Approved
            ? await request.CreateJsonAsync(
                HttpStatusCode.OK,
                new(await VerifyAsync(repair.Incident.ClerkId, cancellationToken)),
                AccessRouteJson.Default.ApprovalAnswer
            )
            : await request.CreateProblemAsync(AccessProblems.CreateRepairRejected(approval.Reason));
    }

    /// <summary>
    /// The repair has been written, so a failure of the check must not make the response say otherwise.
    /// </summary>
    private async Task<AccessCheckReport> VerifyAsync(string clerkId, CancellationToken cancellationToken)
    {
        try
        {
            return await access.CheckAsync(clerkId, cancellationToken)
                ?? new AccessCheckReport { Problem = AccessProblems.MappingMissing.Detail };
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            return new AccessCheckReport { Problem = ShownError.Describe(exception) };
        }
    }
}

/// <param name="Version">The <c>version</c> of the repair that was shown.</param>
internal sealed record ApprovalBody(string Version);

/// <summary>The body of a 200: the repair is written.</summary>
/// <param name="Report">What the check of the account found afterwards. Nothing found means that the repair is verified.</param>
internal sealed record ApprovalAnswer(AccessCheckReport Report);
