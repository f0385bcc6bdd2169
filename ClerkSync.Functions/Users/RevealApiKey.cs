using System.Net;
using ClerkSync.Core;
using ClerkSync.Core.ApiKeys;
using ClerkSync.Functions.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using Microsoft.Extensions.Logging;

namespace ClerkSync.Functions.Users;

/// <summary><c>POST /api/me/api-keys/{id}/reveal</c>: reveals the key that the sign-up created, once.</summary>
public sealed class RevealApiKey(CurrentUser currentUser, ApiKeyService keys, ILogger<RevealApiKey> logger)
{
    private static readonly Problem Gone = new(
        HttpStatusCode.Gone,
        "key_gone",
        "This key was revealed before, or is not stored. Create another key."
    );

    /// <summary>Responds with the key the first time, and with 410 after that.</summary>
    [Function("ClerkSyncRevealApiKey")]
    public Task<HttpResponseData> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "me/api-keys/{id}/reveal")] HttpRequestData request,
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

                var user = new ClerkId(caller.User.ClerkId);
                if (Guid.TryParse(id, out var key) && await keys.RevealAsync(user, key, cancellationToken) is { } text)
                {
                    return await request.CreateJsonAsync(HttpStatusCode.OK, new(text), UsersJson.Default.RevealAnswer);
                }

                var own = await keys.ListAsync(user, cancellationToken);
                return await request.CreateProblemAsync(
                    own.Any(entry => entry.Id == key) ? Gone : UserProblems.KeyNotFound
                );
            }
        );
}
