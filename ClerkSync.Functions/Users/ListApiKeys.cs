using System.Net;
using ClerkSync.Core;
using ClerkSync.Core.ApiKeys;
using ClerkSync.Functions.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using Microsoft.Extensions.Logging;

namespace ClerkSync.Functions.Users;

/// <summary><c>GET /api/me/api-keys</c>: the user's API keys, without their secret values.</summary>
public sealed class ListApiKeys(CurrentUser currentUser, ApiKeyService keys, ILogger<ListApiKeys> logger)
{
    /// <summary>Lists the keys that are not revoked.</summary>
    [Function("ClerkSyncListApiKeys")]
    public Task<HttpResponseData> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "me/api-keys")] HttpRequestData request
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
                        new(await keys.ListAsync(new ClerkId(caller.User.ClerkId), cancellationToken)),
                        UsersJson.Default.ApiKeysAnswer
                    );
            }
        );
}
