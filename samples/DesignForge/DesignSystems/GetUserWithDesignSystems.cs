using System.Net;
using ClerkSync.Core;
using ClerkSync.Functions.Http;
using DesignForge.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using Microsoft.Extensions.Logging;

namespace DesignForge.DesignSystems;

/// <summary>GET users/{clerkId}/design-systems: a user with their design systems, for support.</summary>
public sealed class GetUserWithDesignSystems(DesignSystemStore store, ILogger<GetUserWithDesignSystems> logger)
{
    private static readonly Problem NotFound = new(HttpStatusCode.NotFound, "user_not_found", "There is no such user.");

    /// <summary>200 with the user and the design systems; 401 without the function key; 404.</summary>
    [Function(nameof(GetUserWithDesignSystems))]
    public Task<HttpResponseData> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "users/{clerkId}/design-systems")]
            HttpRequestData request,
        string clerkId
    ) =>
        request.AnswerAsync(
            logger,
            async cancellationToken =>
                await store.FindUserWithDesignSystemsAsync(new ClerkId(clerkId), cancellationToken) is { } found
                    ? await request.CreateJsonAsync(
                        HttpStatusCode.OK,
                        found,
                        DesignForgeJson.Default.UserWithDesignSystems
                    )
                    : await request.CreateProblemAsync(NotFound)
        );
}
