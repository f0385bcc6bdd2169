using System.Text.Json.Nodes;
using ClerkSync.SimulatedStripe.Api;

namespace ClerkSync.SimulatedStripe.Objects;

/// <remarks>
/// Stripe's test payment methods decide the outcome of a charge: <c>pm_card_visa</c>, <c>pm_card_chargeCustomerFail</c>,
/// <c>pm_card_createDispute</c>.
/// </remarks>
internal sealed class Payments(StripeStore store, SimulatedClock clock)
{
    /// <summary>Creates the invoice for a period of a subscription, and charges it unless nothing is due.</summary>
    /// <returns>The invoice, with the status <c>paid</c> or <c>open</c>.</returns>
    public JsonObject Bill(JsonObject subscription, string reason, long start, long end, bool isFree, long now)
    {
        var amount = isFree ? 0 : AmountOf(subscription);
        var id = StripeIds.Draw("in_");
        var invoice = new JsonObject
        {
            ["id"] = id,
            ["object"] = "invoice",
            ["livemode"] = Shapes.IsLive(subscription),
            ["customer"] = (string)subscription["customer"]!,
            ["created"] = now,
            ["effective_at"] = now,
            ["currency"] = subscription["currency"]?.DeepClone(),
            ["billing_reason"] = reason,
            ["amount_due"] = amount,
            ["subtotal"] = amount,
            ["total"] = amount,
            ["subtotal_excluding_tax"] = amount,
            ["total_excluding_tax"] = amount,
            ["amount_remaining"] = amount,
            ["period_start"] = start,
            ["period_end"] = end,
            ["lines"] = StripeApi.ToList([], $"/v1/invoices/{id}/lines"),
            ["parent"] = new JsonObject
            {
                ["type"] = "subscription_details",
                ["quote_details"] = null,
                ["subscription_details"] = new JsonObject
                {
                    ["metadata"] = new JsonObject(),
                    ["subscription"] = (string)subscription["id"]!,
                },
            },
        };
        store.Add(invoice);
        subscription["latest_invoice"] = id;
        Pay(invoice, subscription, now);
        return invoice;
    }

    /// <summary>Charges the unpaid amount of an invoice.</summary>
    public void Pay(JsonObject invoice, JsonObject subscription, long now)
    {
        var due = (long)invoice["amount_remaining"]!;
        var isPaid = due == 0 || (bool)Charge(invoice, due, MethodOf(subscription), now)["paid"]!;
        invoice["attempted"] = true;
        invoice["attempt_count"] = (long)(invoice["attempt_count"] ?? 0L) + 1;
        invoice["status"] = isPaid ? "paid" : "open";
        invoice["amount_paid"] = isPaid ? due : 0;
        invoice["amount_remaining"] = isPaid ? 0 : due;
        invoice["status_transitions"] = new JsonObject
        {
            ["finalized_at"] = now,
            ["marked_uncollectible_at"] = null,
            ["paid_at"] = isPaid ? now : null,
            ["voided_at"] = null,
        };
    }

    /// <summary>The payment method of a subscription; null when its customer has none.</summary>
    public string? FindMethod(JsonObject subscription) =>
        (string?)subscription["default_payment_method"]
        ?? (string?)
            store.Get("customer", (string)subscription["customer"]!)["invoice_settings"]?["default_payment_method"];

    /// <exception cref="StripeException">The amount is more than what remains of the charge.</exception>
    public JsonObject Refund(JsonObject charge, long? amount, string? reason)
    {
        var refunded = (long)(charge["amount_refunded"] ?? 0L);
        var left = (long)charge["amount"]! - refunded;
        var given = amount ?? left;
        if (given > left || given <= 0)
        {
            throw StripeException.Invalid(
                "amount",
                $"Refund amount ({given}) is greater than unrefunded amount on charge ({left})."
            );
        }

        charge["amount_refunded"] = refunded + given;
        charge["refunded"] = given == left;
        var refund = OfCharge("refund", "re_", charge, given);
        refund["reason"] = reason;
        store.Add(refund);
        return refund;
    }

    /// <summary>Opens a dispute, as if the customer's bank had reversed the charge.</summary>
    public JsonObject Dispute(JsonObject charge, string reason = "fraudulent")
    {
        charge["disputed"] = true;
        var dispute = OfCharge("dispute", "dp_", charge, (long)charge["amount"]!);
        dispute["reason"] = reason;
        dispute["status"] = "needs_response";
        store.Add(dispute);
        return dispute;
    }

    /// <summary>The payments of an invoice. Responses contain them only if they are expanded.</summary>
    public static JsonObject List(StripeStore store, string invoiceId)
    {
        var invoice = store.Get("invoice", invoiceId);
        var isPaid = (string)invoice["status"]! == "paid";
        JsonObject[] payments = (string?)invoice["_payment_intent"] is not { } intent
            ? []
            :
            [
                Shapes.Render(
                    store,
                    new JsonObject
                    {
                        ["id"] = $"inpay_{intent[3..]}",
                        ["object"] = "invoice_payment",
                        ["livemode"] = Shapes.IsLive(invoice),
                        ["created"] = (long)invoice["created"]!,
                        ["currency"] = invoice["currency"]?.DeepClone(),
                        ["invoice"] = invoiceId,
                        ["amount_requested"] = (long)invoice["amount_due"]!,
                        ["amount_paid"] = isPaid ? (long)invoice["amount_paid"]! : null,
                        ["status"] = isPaid ? "paid" : "open",
                        ["payment"] = new JsonObject { ["type"] = "payment_intent", ["payment_intent"] = intent },
                    }
                ),
            ];
        return StripeApi.ToList(payments, $"/v1/invoice_payments?invoice={invoiceId}");
    }

    private JsonObject Charge(JsonObject invoice, long amount, string method, long now)
    {
        var succeeds = method != "pm_card_chargeCustomerFail";
        var intent = (string?)invoice["_payment_intent"] ?? StripeIds.Draw("pi_");
        invoice["_payment_intent"] = intent;
        var charge = new JsonObject
        {
            ["id"] = StripeIds.Draw("ch_"),
            ["object"] = "charge",
            ["livemode"] = Shapes.IsLive(invoice),
            ["created"] = now,
            ["customer"] = (string)invoice["customer"]!,
            ["currency"] = invoice["currency"]?.DeepClone(),
            ["amount"] = amount,
            ["amount_captured"] = succeeds ? amount : 0,
            ["payment_intent"] = intent,
            ["payment_method"] = method,
            ["paid"] = succeeds,
            ["status"] = succeeds ? "succeeded" : "failed",
            ["failure_code"] = succeeds ? null : "card_declined",
            ["failure_message"] = succeeds ? null : "Your card was declined.",
        };
        store.Add(charge);
        if (method == "pm_card_createDispute")
        {
            Dispute(charge);
        }

        return charge;
    }

    private JsonObject OfCharge(string kind, string prefix, JsonObject charge, long amount) =>
        new()
        {
            ["id"] = StripeIds.Draw(prefix),
            ["object"] = kind,
            ["livemode"] = Shapes.IsLive(charge),
            ["created"] = clock.NowOf(store.Get("customer", (string)charge["customer"]!)),
            ["charge"] = (string)charge["id"]!,
            ["payment_intent"] = (string)charge["payment_intent"]!,
            ["currency"] = charge["currency"]?.DeepClone(),
            ["amount"] = amount,
        };

    private string MethodOf(JsonObject subscription) => FindMethod(subscription) ?? "pm_card_chargeCustomerFail";

    private long AmountOf(JsonObject subscription) =>
        subscription["items"]!["data"]!
            .AsArray()
            .Sum(item =>
                (long)(store.Get("price", (string)item!["price"]!)["unit_amount"] ?? 0L)
                * (long)(item["quantity"] ?? 1L)
            );
}
