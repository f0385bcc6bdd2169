using System.Net;
using ClerkSync.Functions.Http;
using ClerkSync.Functions.Users;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using Microsoft.Extensions.Logging;

namespace ClerkSyncApp;

/// <summary><c>GET /api/hello</c>: greets the signed-in user.</summary>
public sealed class Hello(CurrentUser currentUser, ILogger<Hello> logger)
{
    /// <summary>Creates the user's row if the webhook of the sign-up has not arrived yet.</summary>
    [Function("Hello")]
    public Task<HttpResponseData> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "hello")] HttpRequestData request
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

                var response = request.CreateResponse(HttpStatusCode.OK);
                await response.WriteStringAsync(
                    $"Hello {caller.User.FirstName ?? caller.User.Email}, you have {caller.User.Credits} credits.",
                    cancellationToken
                );
                return response;
            }
        );
}
