using System.Net;
using ClerkSync.Core;
using ClerkSync.Core.Credits;
using ClerkSync.Core.Database;
using ClerkSync.Core.Plans;
using ClerkSync.Core.Users;
using ClerkSync.Functions.Http;
using ClerkSync.Functions.Users;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using Microsoft.Extensions.Logging;

namespace ClerkSync.Functions.Ops;

/// <summary><c>POST /api/ops/users/{clerkId}/plan</c>: sets a user's plan.</summary>
public sealed class ChangePlan(UserService users, PlanOrder plans, ILogger<ChangePlan> logger)
{
    /// <summary>Adds a bonus of credits, if the body has one.</summary>
    [Function("ClerkSyncChangePlan")]
    public Task<HttpResponseData> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "ops/users/{clerkId}/plan")] HttpRequestData request,
        string clerkId
    ) =>
        request.AnswerAsync(
            logger,
            async cancellationToken =>
            {
                var body = await request.ReadJsonAsync(UsersJson.Default.PlanBody, cancellationToken);
                if (!plans.Contains(body.Plan))
                {
                    throw new InvalidBodyException("plan", $"one of {string.Join(", ", plans.Plans)}");
                }

                if (body.BonusCredits is < 0 or > CreditLedger.MaxAmount)
                {
                    throw new InvalidBodyException("bonusCredits", $"from 0 to {CreditLedger.MaxAmount}");
                }

                if (!StorableText.IsValid(clerkId))
                {
                    return await request.CreateProblemAsync(UserProblems.UserNotFound);
                }

                var result = await users.UpdatePlanAsync(
                    new ClerkId(clerkId),
                    body.Plan,
                    UserProblems.OpsActor,
                    body.BonusCredits,
                    UserProblems.CheckKey(body.IdempotencyKey),
                    cancellationToken
                );
                return result.Outcome switch
                {
                    PlanOutcome.NoSuchUser => await request.CreateProblemAsync(UserProblems.UserNotFound),
                    PlanOutcome.KeyConflict => await request.CreateProblemAsync(UserProblems.KeyConflict),
                    var outcome => await request.CreateJsonAsync(
                        HttpStatusCode.OK,
                        new(ToText(outcome), result.Plan!, result.Balance),
                        UsersJson.Default.PlanAnswer
                    ),
                };
            }
        );

    private static string ToText(PlanOutcome outcome) =>
        outcome switch
        {
            PlanOutcome.Changed => "changed",
            PlanOutcome.Unchanged => "unchanged",
            PlanOutcome.Repeated => "repeated",
            _ => throw new ArgumentOutOfRangeException(nameof(outcome)),
        };
}
