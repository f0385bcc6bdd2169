using System.Net;
using ClerkSync.Core;
using ClerkSync.Core.Mirror;
using ClerkSync.Functions.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using Microsoft.Extensions.Logging;

namespace ClerkSync.Functions.Ops;

/// <summary><c>GET /api/ops/people/{clerkId}/clerk</c>: compares a user's row with Clerk's data.</summary>
public sealed class ComparePerson(UserCheck users, ILogger<ComparePerson> logger)
{
    /// <summary>Needs <c>CLERK_SECRET_KEY</c>. Changes nothing.</summary>
    [Function("ClerkSyncComparePerson")]
    public Task<HttpResponseData> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "ops/people/{clerkId}/clerk")] HttpRequestData request,
        string clerkId
    ) =>
        request.AnswerAsync(
            logger,
            async cancellationToken =>
            {
                request.FindParameters([]);
                return await users.CompareAsync(new ClerkId(clerkId), cancellationToken) is { } fields
                    ? await request.CreateJsonAsync(HttpStatusCode.OK, new(fields), OpsJson.Default.ComparisonAnswer)
                    : await request.CreateProblemAsync(PersonProblems.UnknownToClerk);
            }
        );
}

internal sealed record ComparisonAnswer(IReadOnlyList<ComparedField> Fields);
