using System.Net;
using ClerkSync.Functions.Http;
using ClerkSync.Functions.Users;
using DesignForge.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using Microsoft.Extensions.Logging;

namespace DesignForge.DesignSystems;

/// <summary>GET design-systems: the caller's own.</summary>
public sealed class ListDesignSystems(
    CurrentUser currentUser,
    DesignSystemStore store,
    ILogger<ListDesignSystems> logger
)
{
    /// <summary>200 with the newest first; 401.</summary>
    [Function(nameof(ListDesignSystems))]
    public Task<HttpResponseData> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "design-systems")] HttpRequestData request
    ) =>
        request.AnswerAsync(
            logger,
            async cancellationToken =>
            {
                var caller = await currentUser.GetOrCreateCurrentUserAsync(request, cancellationToken);
                return caller.IsRejected
                    ? caller.Rejection
                    : await request.CreateJsonAsync(
                        HttpStatusCode.OK,
                        new DesignSystemList(await store.ListAsync(caller.User, cancellationToken)),
                        DesignForgeJson.Default.DesignSystemList
                    );
            }
        );
}
