using System.Net;
using System.Text.Json;
using ClerkSync.Core.Credits;
using ClerkSync.Functions.Users;
using DesignForge.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;

namespace DesignForge.DesignSystems;

/// <summary>POST design-systems: makes one, for a credit.</summary>
public sealed class CreateDesignSystem(CurrentUser currentUser, DesignSystemStore store)
{
    /// <summary>What the ledger calls it; <c>ClerkSync__Credits__Actions__design_system</c> sets what it costs.</summary>
    internal const string Action = "design_system";

    /// <summary>201 with the design system; 400, 401, 402.</summary>
    [Function(nameof(CreateDesignSystem))]
    public async Task<HttpResponseData> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "design-systems")] HttpRequestData request,
        CancellationToken cancellationToken
    )
    {
        var caller = await currentUser.GetOrCreateCurrentUserAsync(request, cancellationToken);
        if (caller.IsRefused)
        {
            return caller.Refusal;
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
        return await store.CreateAsync(caller.User, wanted, cost, cancellationToken) switch
        {
            (Made: { } made, _) => await request.CreateJsonAsync(
                HttpStatusCode.Created,
                new DesignSystemBody(made),
                DesignForgeJson.Default.DesignSystemBody
            ),
            (_, Payment: { Outcome: CreditOutcome.Insufficient } payment) => await currentUser.PaymentRequiredAsync(
                request,
                payment.Required,
                payment.Balance
            ),
            _ => await currentUser.UnauthorizedAsync(request),
        };
    }

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
