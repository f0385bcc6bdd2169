using System.Net;
using ClerkSync.Core.Credits;
using ClerkSync.Core.Database;
using ClerkSync.Functions.Http;
using ClerkSync.Functions.Users;
using DesignForge.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using Microsoft.Extensions.Logging;

namespace DesignForge.DesignSystems;

/// <summary>POST design-systems: creates a design system. Costs a credit.</summary>
public sealed class CreateDesignSystem(
    CurrentUser currentUser,
    DesignSystemStore store,
    ILogger<CreateDesignSystem> logger
)
{
    /// <summary>
    /// The name of the action in the ledger. <c>ClerkSync__Credits__Actions__design_system</c> sets its price.
    /// </summary>
    internal const string Action = "design_system";

    private const string IdempotencyKey = "Idempotency-Key";

    private static readonly Problem KeyConflict = new(
        HttpStatusCode.Conflict,
        "idempotency_conflict",
        "The idempotency key was used before, for something else."
    );

    /// <summary>
    /// 201 with the design system, the same one for the same <c>Idempotency-Key</c>; 400, 401, 402, 409.
    /// </summary>
    [Function(nameof(CreateDesignSystem))]
    public Task<HttpResponseData> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "design-systems")] HttpRequestData request
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

                var key = FindKey(request);
                var wanted = await ReadAsync(request, cancellationToken);
                var cost = currentUser.GetCreditsRequired(Action);
                var (made, payment) = await store.CreateAsync(caller.User, wanted, cost, key, cancellationToken);
                return (made, payment?.Outcome) switch
                {
                    ({ }, _) => await request.CreateJsonAsync(
                        HttpStatusCode.Created,
                        new DesignSystemBody(made),
                        DesignForgeJson.Default.DesignSystemBody
                    ),
                    (_, CreditOutcome.Insufficient) => await currentUser.PaymentRequiredAsync(
                        request,
                        payment.Required,
                        payment.Balance
                    ),
                    (_, CreditOutcome.NoSuchUser) => await currentUser.UnauthorizedAsync(request),
                    _ => await request.CreateProblemAsync(KeyConflict),
                };
            }
        );

    /// <exception cref="InvalidBodyException">The ledger cannot store the key.</exception>
    private static string? FindKey(HttpRequestData request) =>
        request.FindHeader(IdempotencyKey) switch
        {
            { } key when !StorableText.IsValid(key) => throw new InvalidBodyException(
                $"header {IdempotencyKey}",
                $"1 to {StorableText.MaxLength} characters"
            ),
            var key => key,
        };

    /// <exception cref="InvalidBodyException">The body does not describe a design system.</exception>
    private static async Task<NewDesignSystem> ReadAsync(HttpRequestData request, CancellationToken cancellationToken)
    {
        var wanted = await request.ReadJsonAsync(DesignForgeJson.Default.NewDesignSystem, cancellationToken);
        return wanted.IsValid ? wanted : throw new InvalidBodyException("body", NewDesignSystem.Shape);
    }
}
