using System.Net;
using ClerkSync.Core;
using ClerkSync.Core.ApiKeys;
using ClerkSync.Functions.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using Microsoft.Extensions.Logging;

namespace ClerkSync.Functions.Users;

/// <summary><c>POST /api/me/api-keys</c>: creates a key.</summary>
public sealed class CreateApiKey(CurrentUser currentUser, ApiKeyService keys, ILogger<CreateApiKey> logger)
{
    private static readonly Problem TooMany = new(
        HttpStatusCode.Conflict,
        "too_many_keys",
        $"There are {ApiKeyService.MostKeys} keys already. Revoke one first."
    );

    /// <summary>Responds with the key, which cannot be shown again.</summary>
    [Function("ClerkSyncCreateApiKey")]
    public Task<HttpResponseData> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "me/api-keys")] HttpRequestData request
    ) =>
        request.AnswerAsync(
            logger,
            async cancellationToken =>
            {
                var caller = await currentUser.GetOrCreateCurrentUserAsync(request, cancellationToken);
                if (caller.IsRejected)
                {
                    return caller.Rejection;
                }

                var body = await request.ReadJsonAsync(UsersJson.Default.NewKeyBody, cancellationToken);
                if (!ApiKeyService.IsName(body.Name))
                {
                    throw new InvalidBodyException(
                        "name",
                        $"1 to {ApiKeyService.LongestName} characters, without control characters or characters that change the direction of text"
                    );
                }

                var user = new ClerkId(caller.User.ClerkId);
                return await keys.CreateAsync(user, body.Name, cancellationToken) is { } made
                    ? await request.CreateJsonAsync(
                        HttpStatusCode.Created,
                        new(made.Key, made.Entry),
                        UsersJson.Default.NewKeyAnswer
                    )
                    : await request.CreateProblemAsync(TooMany);
            }
        );
}
