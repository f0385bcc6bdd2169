using System.Net;
using ClerkSync.Core;
using ClerkSync.Core.Users;
using ClerkSync.Functions.Http;
using ClerkSync.Functions.Users;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using Microsoft.Extensions.Logging;

namespace ClerkSync.Functions.Ops;

/// <summary><c>GET /api/ops/users/{clerkId}</c>: a user and the totals of their runs.</summary>
public sealed class GetUser(UserService users, ILogger<GetUser> logger)
{
    /// <summary>The totals cover all runs.</summary>
    [Function("ClerkSyncGetUser")]
    public Task<HttpResponseData> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "ops/users/{clerkId}")] HttpRequestData request,
        string clerkId
    ) =>
        request.AnswerAsync(
            logger,
            async cancellationToken =>
                await users.FindWithUsageAsync(new ClerkId(clerkId), since: null, cancellationToken) is { } found
                    ? await request.CreateJsonAsync(HttpStatusCode.OK, found, UsersJson.Default.UserWithUsage)
                    : await request.CreateProblemAsync(UserProblems.UserNotFound)
        );
}
