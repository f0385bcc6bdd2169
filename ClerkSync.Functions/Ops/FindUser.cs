using System.Net;
using ClerkSync.Core;
using ClerkSync.Core.Database;
using ClerkSync.Core.Users;
using ClerkSync.Functions.Http;
using ClerkSync.Functions.Users;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using Microsoft.Extensions.Logging;

namespace ClerkSync.Functions.Ops;

/// <summary><c>GET /api/ops/users?email=</c>: the user who has an email address.</summary>
public sealed class FindUser(UserService users, ILogger<FindUser> logger)
{
    private const string Email = "email";

    /// <summary>The case of the address does not matter.</summary>
    [Function("ClerkSyncFindUser")]
    public Task<HttpResponseData> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "ops/users")] HttpRequestData request
    ) =>
        request.AnswerAsync(
            logger,
            async cancellationToken =>
            {
                if (request.FindParameters([Email])(Email) is not { Length: > 0 } email)
                {
                    throw new InvalidQueryException(Email, "an email address");
                }

                return StorableText.IsValid(email) && await users.FindByEmailAsync(email, cancellationToken) is { } user
                    ? await request.CreateJsonAsync(HttpStatusCode.OK, user, UsersJson.Default.User)
                    : await request.CreateProblemAsync(UserProblems.UserNotFound);
            }
        );
}
