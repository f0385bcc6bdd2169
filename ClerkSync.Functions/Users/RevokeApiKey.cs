using System.Net;
using ClerkSync.Core;
using ClerkSync.Core.ApiKeys;
using ClerkSync.Functions.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using Microsoft.Extensions.Logging;

namespace ClerkSync.Functions.Users;

/// <summary><c>DELETE /api/me/api-keys/{id}</c>: revokes a key at once and permanently.</summary>
public sealed class RevokeApiKey(CurrentUser currentUser, ApiKeyService keys, ILogger<RevokeApiKey> logger)
{
    /// <summary>Responds with 204.</summary>
    [Function("ClerkSyncRevokeApiKey")]
    public Task<HttpResponseData> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "me/api-keys/{id}")] HttpRequestData request,
        string id
    ) =>
        request.AnswerAsync(
            logger,
            async cancellationToken =>
            {
                var caller = await currentUser.RequireUserAsync(request, cancellationToken);
                if (caller.IsRejected)
                {
                    return caller.Rejection;
                }

                return
                    Guid.TryParse(id, out var key)
                    && await keys.RevokeAsync(new ClerkId(caller.User.ClerkId), key, cancellationToken)
                    ? request.CreateResponse(HttpStatusCode.NoContent)
                    : await request.CreateProblemAsync(UserProblems.KeyNotFound);
            }
        );
}
