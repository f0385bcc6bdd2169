using System.Net;
using ClerkSync.Core;
using ClerkSync.Core.Organizations;
using ClerkSync.Core.Sessions;
using ClerkSync.Functions.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using Microsoft.Extensions.Logging;

namespace ClerkSync.Functions.Users;

/// <summary><c>GET /api/me</c>: the signed-in user.</summary>
public sealed class GetMe(
    CurrentUser currentUser,
    OrganizationReader organizations,
    ClerkSyncSettings settings,
    ILogger<GetMe> logger
)
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
                if (caller.IsRejected)
                {
                    return caller.Rejection;
                }

                var user = caller.User;
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
                        await DescribeAsync(caller.Session?.Organization, cancellationToken),
                        settings.Plans.Plans,
                        settings.CreditCosts.Listed
                    ),
                    UsersJson.Default.MeAnswer
                );
            }
        );

    private async Task<MyOrganization?> DescribeAsync(
        SessionOrganization? organization,
        CancellationToken cancellationToken
    ) =>
        organization is null
            ? null
            : new(
                organization.Id.Value,
                await organizations.FindNameAsync(organization.Id, cancellationToken),
                organization.Slug,
                organization.Role
            );
}
