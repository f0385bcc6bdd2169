using System.Net;
using ClerkSync.Core;
using ClerkSync.Core.Database;
using ClerkSync.Core.Usage;
using ClerkSync.Functions.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using Microsoft.Extensions.Logging;

namespace ClerkSync.Functions.Users;

/// <summary>
/// <c>POST /api/usage</c>: records a run for the owner of an API key, and deducts the credits that the run costs.
/// </summary>
public sealed class RecordUsage(CurrentUser currentUser, UsageRecorder recorder, ILogger<RecordUsage> logger)
{
    private const string IdempotencyKey = "Idempotency-Key";

    /// <summary>Records one run per <c>Idempotency-Key</c>. If the balance is too low, the run is recorded and the status is 402.</summary>
    [Function("ClerkSyncRecordUsage")]
    public Task<HttpResponseData> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "usage")] HttpRequestData request
    ) =>
        request.AnswerAsync(
            logger,
            async cancellationToken =>
            {
                var caller = await currentUser.RequireApiKeyAsync(request, cancellationToken);
                if (caller.IsRejected)
                {
                    return caller.Rejection;
                }

                var run = await ReadAsync(request, cancellationToken);
                var user = new ClerkId(caller.User.ClerkId);
                var result = await recorder.RecordAsync(user, run, caller.ApiKeyId, cancellationToken);
                return result.Outcome switch
                {
                    UsageOutcome.Charged => await request.CreateJsonAsync(
                        HttpStatusCode.OK,
                        new(UsageEvent.Charged, result.Required, result.Balance),
                        UsersJson.Default.RunAnswer
                    ),
                    UsageOutcome.Insufficient => await request.CreateProblemAsync(
                        UserProblems.NotCharged with
                        {
                            Required = result.Required,
                            Current = result.Balance,
                        }
                    ),
                    UsageOutcome.KeyConflict => await request.CreateProblemAsync(UserProblems.KeyConflict),
                    _ => await request.CreateProblemAsync(UserProblems.Barred),
                };
            }
        );

    private static async Task<UsageRun> ReadAsync(HttpRequestData request, CancellationToken cancellationToken)
    {
        var key = request.FindHeader(IdempotencyKey);
        if (!StorableText.IsValid(key))
        {
            throw new InvalidBodyException(
                $"header {IdempotencyKey}",
                $"1 to {StorableText.MaxLength} characters, different for each run"
            );
        }

        var body = await request.ReadJsonAsync(UsersJson.Default.RunBody, cancellationToken);
        var run = new UsageRun
        {
            Action = body.Action,
            Provider = body.Provider,
            Model = body.Model,
            Cost = body.Cost,
            CustomerId = body.CustomerId,
            IdempotencyKey = key,
        };
        return run.FindInvalidField() is { } field
            ? throw new InvalidBodyException(
                field,
                field == "cost" ? $"from 0 to {UsageRun.MaxCost}" : $"1 to {StorableText.MaxLength} characters"
            )
            : run;
    }
}
