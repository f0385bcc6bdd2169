using System.Net;
using ClerkSync.Core;
using ClerkSync.Core.Credits;
using ClerkSync.Core.Database;
using ClerkSync.Core.Disclosure;
using ClerkSync.Core.Users;
using ClerkSync.Functions.Http;
using ClerkSync.Functions.Users;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using Microsoft.Extensions.Logging;

namespace ClerkSync.Functions.Ops;

/// <summary>
/// <c>POST /api/ops/users/{clerkId}/credits</c>: adds credits to a user's balance, or deducts credits from it.
/// </summary>
public sealed class ChangeCredits(UserService users, CurrentUser currentUser, ILogger<ChangeCredits> logger)
{
    /// <summary>A negative delta deducts credits; 402 when the balance is too low.</summary>
    [Function("ClerkSyncChangeCredits")]
    public Task<HttpResponseData> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "ops/users/{clerkId}/credits")]
            HttpRequestData request,
        string clerkId
    ) =>
        request.AnswerAsync(
            logger,
            async cancellationToken =>
            {
                var body = await request.ReadJsonAsync(UsersJson.Default.CreditBody, cancellationToken);
                Check(body);
                if (!StorableText.IsValid(clerkId))
                {
                    return await request.CreateProblemAsync(UserProblems.UserNotFound);
                }

                var (user, key) = (new ClerkId(clerkId), UserProblems.CheckKey(body.IdempotencyKey));
                var result =
                    body.Delta > 0
                        ? await users.AddCreditsAsync(
                            user,
                            body.Delta,
                            body.Reason,
                            UserProblems.OpsActor,
                            key,
                            cancellationToken
                        )
                        : await users.DeductCreditsAsync(
                            user,
                            -body.Delta,
                            body.Reason,
                            UserProblems.OpsActor,
                            key,
                            cancellationToken
                        );
                return result.Outcome switch
                {
                    CreditOutcome.NoSuchUser => await request.CreateProblemAsync(UserProblems.UserNotFound),
                    CreditOutcome.KeyConflict => await request.CreateProblemAsync(UserProblems.KeyConflict),
                    CreditOutcome.Insufficient => await currentUser.PaymentRequiredAsync(
                        request,
                        result.Required,
                        result.Balance
                    ),
                    var outcome => await request.CreateJsonAsync(
                        HttpStatusCode.OK,
                        new(outcome == CreditOutcome.Applied ? "applied" : "repeated", result.Balance),
                        UsersJson.Default.CreditAnswer
                    ),
                };
            }
        );

    private static void Check(CreditBody body)
    {
        if (body.Delta is 0 or < -CreditLedger.MaxAmount or > CreditLedger.MaxAmount)
        {
            throw new InvalidBodyException(
                "delta",
                $"from 1 to {CreditLedger.MaxAmount}, or from -{CreditLedger.MaxAmount} to -1"
            );
        }

        if (!StorableText.IsValid(body.Reason) || !VisibleText.IsVisible(body.Reason))
        {
            throw new InvalidBodyException(
                "reason",
                $"1 to {StorableText.MaxLength} characters, without control characters or characters that change the direction of text"
            );
        }
    }
}
