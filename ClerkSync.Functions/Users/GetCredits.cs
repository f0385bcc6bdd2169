using System.Net;
using ClerkSync.Core;
using ClerkSync.Core.Credits;
using ClerkSync.Functions.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using Microsoft.Extensions.Logging;

namespace ClerkSync.Functions.Users;

/// <summary><c>GET /api/me/credits</c>: the user's balance, and a page of the ledger.</summary>
public sealed class GetCredits(CurrentUser currentUser, CreditHistory history, ILogger<GetCredits> logger)
{
    private const string Limit = "limit";
    private const string After = "after";
    private const int DefaultLimit = 50;

    /// <summary>Newest first. <c>?after=</c> is the <c>next</c> of the previous page.</summary>
    [Function("ClerkSyncGetCredits")]
    public Task<HttpResponseData> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "me/credits")] HttpRequestData request
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

                var find = request.FindParameters([Limit, After]);
                var limit = QueryValue.FindNumber(find, Limit, 1, CreditHistory.MaxLimit) ?? DefaultLimit;
                var after = QueryValue.FindNumber(find, After, 0, long.MaxValue);
                var page = await history.ListAsync(
                    new ClerkId(caller.User.ClerkId),
                    (int)limit,
                    after is { } id ? new CreditCursor(id) : null,
                    cancellationToken
                );
                return await request.CreateJsonAsync(
                    HttpStatusCode.OK,
                    new(caller.User.Credits, page.Transactions, page.Next?.ToString()),
                    UsersJson.Default.CreditsAnswer
                );
            }
        );
}
