using System.Text.Json.Nodes;
using ClerkSync.SimulatedStripe.Objects;
using Microsoft.AspNetCore.Routing;

namespace ClerkSync.SimulatedStripe.Api;

internal sealed class PaymentRoutes(StripeApi api, Payments payments)
{
    public void Map(IEndpointRouteBuilder routes)
    {
        api.MapReads(routes, "invoices", "invoice", "invoice", "customer", "status", "subscription");
        api.MapReads(routes, "charges", "charge", "charge", "customer", "payment_intent");
        api.MapReads(routes, "refunds", "refund", "charge", "charge", "payment_intent");
        api.Map(routes, "POST", "refunds", "charge", Refund);
        api.MapReads(routes, "disputes", "dispute", "dispute", "charge", "payment_intent");
        api.Map(routes, "POST", "disputes/{id}", "dispute", Submit);
        api.Map(routes, "POST", "disputes/{id}/close", "dispute", Close);
    }

    private JsonObject Refund(StripeCall call)
    {
        call.Form.EnsureOnly("charge", "payment_intent", "amount", "reason", "metadata");
        var charge = call.Form.FindText("payment_intent") is { } intent
            ? api.Store.List("charge").FirstOrDefault(made => (string)made["payment_intent"]! == intent)
                ?? throw StripeException.Missing("payment_intent", intent)
            : api.Get(call, "charge", call.Form.GetText("charge"));
        return payments.Refund(charge, call.Form.FindNumber("amount"), call.Form.FindText("reason"));
    }

    /// <summary>Submits the evidence of Stripe's test mode, whose text decides the dispute.</summary>
    /// <remarks>Source: Stripe's documentation, "Testing", "Evidence".</remarks>
    private JsonObject Submit(StripeCall call)
    {
        call.Form.EnsureOnly("evidence");
        var dispute = api.Get(call, "dispute", call.Id);
        dispute["status"] = (string?)call.Form["evidence"]?["uncategorized_text"] switch
        {
            "winning_evidence" => "won",
            "losing_evidence" => "lost",
            _ => "under_review",
        };
        return dispute;
    }

    /// <summary>Closes a dispute, which loses it.</summary>
    private JsonObject Close(StripeCall call)
    {
        var dispute = api.Get(call, "dispute", call.Id);
        dispute["status"] = "lost";
        return dispute;
    }
}
