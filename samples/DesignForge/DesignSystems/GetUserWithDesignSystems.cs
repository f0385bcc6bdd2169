using System.Net;
using ClerkSync.Core;
using DesignForge.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;

namespace DesignForge.DesignSystems;

/// <summary>GET users/{clerkId}/design-systems: a user with his design systems, for who helps him.</summary>
public sealed class GetUserWithDesignSystems(DesignSystemStore store)
{
    /// <summary>200 with both; 401 without the function key; 404.</summary>
    [Function(nameof(GetUserWithDesignSystems))]
    public async Task<HttpResponseData> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "users/{clerkId}/design-systems")]
            HttpRequestData request,
        string clerkId,
        CancellationToken cancellationToken
    ) =>
        await store.FindUserWithDesignSystemsAsync(new ClerkId(clerkId), cancellationToken) is { } found
            ? await request.CreateJsonAsync(HttpStatusCode.OK, found, DesignForgeJson.Default.UserWithDesignSystems)
            : await request.CreateProblemAsync(HttpStatusCode.NotFound, "user_not_found", "There is no such user.");
}
