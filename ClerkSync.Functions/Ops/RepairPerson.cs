using System.ComponentModel.DataAnnotations;
using System.Net;
using ClerkSync.Core;
using ClerkSync.Core.Mirror;
using ClerkSync.Functions.Http;
using ClerkSync.Functions.Users;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using Microsoft.Extensions.Logging;

namespace ClerkSync.Functions.Ops;

/// <summary><c>POST /api/ops/people/{clerkId}/repair</c>: corrects one row so that it equals Clerk's data.</summary>
public sealed class RepairPerson(UserCheck users, ILogger<RepairPerson> logger)
{
    /// <summary>Needs <c>CLERK_SECRET_KEY</c>. The outcome says what happened to the row.</summary>
    [Function("ClerkSyncRepairPerson")]
    public Task<HttpResponseData> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "ops/people/{clerkId}/repair")]
            HttpRequestData request,
        string clerkId
    ) =>
        request.AnswerAsync(
            logger,
            async cancellationToken =>
            {
                request.FindParameters([]);
                return await users.RepairAsync(new ClerkId(clerkId), cancellationToken) is { } outcome
                    ? await request.CreateJsonAsync(HttpStatusCode.OK, new(outcome), OpsJson.Default.PersonRepairAnswer)
                    : await request.CreateProblemAsync(UserProblems.UserNotFound);
            }
        );
}

internal sealed record PersonRepairAnswer(
    [property: AllowedValues("equal", "written", "removed", "newer", "kept", "failed", "changed")] string Outcome
);
