using System.Net;
using ClerkSync.Core;
using ClerkSync.Functions.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using Microsoft.Extensions.Logging;

namespace ClerkSync.Functions.Users;

/// <summary><c>GET /api/me</c>: the signed-in user.</summary>
public sealed class GetMe(CurrentUser currentUser, ClerkSyncSettings settings, ILogger<GetMe> logger)
{
    /// <summary>The first request inserts the user's row if the webhook has not arrived yet.</summary>
    [Function("ClerkSyncGetMe")]
    public Task<HttpResponseData> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "me")] HttpRequestData request
    ) =>
        request.AnswerAsync(
            logger,
            async cancellationToken =>
            {
                var caller = await currentUser.GetOrCreateCurrentUserAsync(request, cancellationToken);
                if (caller.IsRefused)
                {
                    return caller.Refusal;
                }

                var user = caller.User;
                var organization = caller.Session?.Organization;
                return await request.CreateJsonAsync(
                    HttpStatusCode.OK,
                    new(
                        user.ClerkId,
                        user.Email,
                        user.FirstName,
                        user.LastName,
                        user.Plan,
                        user.Credits,
                        user.CreatedAt,
                        organization is null ? null : new(organization.Id.Value, organization.Slug, organization.Role),
                        settings.Plans.Plans,
                        settings.CreditCosts.Listed
                    ),
                    UsersJson.Default.MeAnswer
                );
            }
        );
}
