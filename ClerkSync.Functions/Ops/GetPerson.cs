using System.Net;
using ClerkSync.Core;
using ClerkSync.Core.People;
using ClerkSync.Functions.Http;
using ClerkSync.Functions.Users;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using Microsoft.Extensions.Logging;

namespace ClerkSync.Functions.Ops;

/// <summary><c>GET /api/ops/people/{clerkId}</c>: the row of a person, and the history of the row.</summary>
public sealed class GetPerson(PersonReader people, ILogger<GetPerson> logger)
{
    private const string Private = "private";

    /// <summary><c>?private=true</c> adds the private metadata. Each such read is recorded.</summary>
    [Function("ClerkSyncGetPerson")]
    public Task<HttpResponseData> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "ops/people/{clerkId}")] HttpRequestData request,
        string clerkId
    ) =>
        request.AnswerAsync(
            logger,
            async cancellationToken =>
            {
                var isPrivate = QueryValue.FindBoolean(request.FindParameters([Private]), Private) ?? false;
                var id = new ClerkId(clerkId);
                if (await people.FindAsync(id, cancellationToken) is not { } person)
                {
                    return await request.CreateProblemAsync(UserProblems.UserNotFound);
                }

                if (isPrivate)
                {
                    person = person with
                    {
                        PrivateMetadata = await people.ShowPrivateMetadataAsync(id, cancellationToken) ?? "{}",
                    };
                }

                return await request.CreateJsonAsync(HttpStatusCode.OK, person, OpsJson.Default.Person);
            }
        );
}
