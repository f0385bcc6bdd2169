using System.Net;
using System.Text.Json;
using ClerkSync.Core.Credits;
using ClerkSync.Core.Database;
using ClerkSync.Functions.Http;
using ClerkSync.Functions.Users;
using DesignForge.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using Microsoft.Extensions.Logging;

namespace DesignForge.DesignSystems;

/// <summary>POST design-systems: makes one, for a credit.</summary>
public sealed class CreateDesignSystem(
    CurrentUser currentUser,
    DesignSystemStore store,
    ILogger<CreateDesignSystem> logger
)
{
    /// <summary>What the ledger calls it; <c>ClerkSync__Credits__Actions__design_system</c> sets what it costs.</summary>
    internal const string Action = "design_system";

    private const string IdempotencyKey = "Idempotency-Key";

    /// <summary>201 with the design system, the same for the same <c>Idempotency-Key</c>; 400, 401, 402, 409.</summary>
    [Function(nameof(CreateDesignSystem))]
    public Task<HttpResponseData> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "design-systems")] HttpRequestData request,
        CancellationToken cancellationToken
    ) =>
        request.AnswerAsync(
            logger,
            async () =>
            {
                var caller = await currentUser.GetOrCreateCurrentUserAsync(request, cancellationToken);
                if (caller.IsRefused)
                {
                    return caller.Refusal;
                }

                var key = request.Headers.TryGetValues(IdempotencyKey, out var keys) ? string.Join(',', keys) : null;
                if (key is not null && !StorableText.IsValid(key))
                {
                    return await request.CreateProblemAsync(
                        HttpStatusCode.BadRequest,
                        "invalid_idempotency_key",
                        $"The header {IdempotencyKey} has 1 to {StorableText.MaxLength} characters."
                    );
                }

                if (await ReadAsync(request, cancellationToken) is not { IsValid: true } wanted)
                {
                    return await request.CreateProblemAsync(
                        HttpStatusCode.BadRequest,
                        "invalid_design_system",
                        NewDesignSystem.Rules
                    );
                }

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
                    _ => await request.CreateProblemAsync(
                        HttpStatusCode.Conflict,
                        "idempotency_conflict",
                        "The idempotency key was used before, for something else."
                    ),
                };
            }
        );

    private static async Task<NewDesignSystem?> ReadAsync(HttpRequestData request, CancellationToken cancellationToken)
    {
        try
        {
            return await JsonSerializer.DeserializeAsync(
                request.Body,
                DesignForgeJson.Default.NewDesignSystem,
                cancellationToken
            );
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
