using System.Net;
using ClerkSync.Core;
using ClerkSync.Core.Usage;
using ClerkSync.Functions.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using Microsoft.Extensions.Logging;

namespace ClerkSync.Functions.Users;

/// <summary><c>GET /api/me/usage</c>: the totals of the user's runs, by provider and by day.</summary>
public sealed class GetUsage(CurrentUser currentUser, UsageReader usage, TimeProvider time, ILogger<GetUsage> logger)
{
    private const string Since = "since";
    private const int RecentRuns = 20;

    /// <summary>The totals cover all runs, or those since <c>?since=</c>.</summary>
    [Function("ClerkSyncGetUsage")]
    public Task<HttpResponseData> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "me/usage")] HttpRequestData request
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

                var since = QueryValue.FindTime(request.FindParameters([Since]), Since, time.GetUtcNow());
                var user = new ClerkId(caller.User.ClerkId);
                return await request.CreateJsonAsync(
                    HttpStatusCode.OK,
                    await usage.ReadAsync(user, since, RecentRuns, cancellationToken),
                    UsersJson.Default.UsageSummary
                );
            }
        );
}
