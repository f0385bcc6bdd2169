using System.Text.Json.Nodes;
using ClerkSync.SimulatedStripe.Objects;
using Microsoft.AspNetCore.Routing;

namespace ClerkSync.SimulatedStripe.Api;

/// <summary>
/// Routes that Stripe does not have: the page's link, the time of everything without a test clock, and a dispute of an earlier payment.
/// </summary>
/// <param name="checkCommand">The command that the page shows beside what changed; null for none.</param>
internal sealed class SimulationRoutes(
    StripeApi api,
    Payments payments,
    SimulatedStripeServer stripe,
    string? checkCommand
)
{
    public void Map(IEndpointRouteBuilder routes)
    {
        api.Map(routes, "GET", "simulate/page", "billing_clock", Describe);
        api.Map(routes, "POST", "simulate/page-link", "billing_clock", RenewPageLink);
        api.Map(routes, "POST", "simulate/advance", "billing_clock", Advance);
        api.Map(routes, "POST", "simulate/disputes", "dispute", Dispute);
    }

    private JsonObject Describe(StripeCall call) => new() { ["now"] = api.Clock.Now, ["check_command"] = checkCommand };

    private JsonObject RenewPageLink(StripeCall call)
    {
        stripe.RenewPageUrl();
        return new JsonObject { ["url"] = stripe.PageUrl };
    }

    private JsonObject Advance(StripeCall call)
    {
        api.Clock.Advance(
            TimeSpan.FromSeconds(call.Form.FindNumber("seconds") ?? throw StripeException.Required("seconds"))
        );
        api.Clock.Settle();
        return new JsonObject { ["now"] = api.Clock.Now };
    }

    /// <summary>Opens a dispute. In Stripe, only the card of a payment can cause one.</summary>
    private JsonObject Dispute(StripeCall call)
    {
        call.Form.EnsureOnly("charge");
        var charge = api.Get(call, "charge", call.Form.GetText("charge"));
        return (bool)charge["paid"]! && !(bool)(charge["disputed"] ?? false)
            ? payments.Dispute(charge)
            : throw StripeException.Invalid("charge", "The charge has failed or is already disputed.");
    }
}
