using System.Text.Json.Nodes;
using ClerkSync.SimulatedStripe.Objects;
using Microsoft.AspNetCore.Routing;

namespace ClerkSync.SimulatedStripe.Api;

internal sealed class SubscriptionRoutes(StripeApi api, Subscriptions subscriptions)
{
    private const long Day = 24 * 60 * 60;

    private static readonly string[] Writable =
    [
        "cancel_at",
        "cancel_at_period_end",
        "default_payment_method",
        "metadata",
        "trial_settings",
        "description",
        "pause_collection",
    ];

    public void Map(IEndpointRouteBuilder routes)
    {
        api.MapReads(routes, "subscriptions", "subscription", "subscription", "customer", "status", "price");
        api.Map(routes, "POST", "subscriptions", "subscription", Create);
        api.Map(routes, "POST", "subscriptions/{id}", "subscription", Update);
        api.Map(routes, "DELETE", "subscriptions/{id}", "subscription", Cancel);
        api.Map(routes, "GET", "subscription_items", "subscription", ListItems);
    }

    private JsonObject Create(StripeCall call)
    {
        var form = call.Form;
        var customer = api.Get(call, "customer", form.GetText("customer"));
        var now = api.Clock.NowOf(customer);
        var subscription = api.Make(
            call,
            "subscription",
            "sub_",
            [.. Writable, "customer", "items", "trial_end", "trial_period_days"]
        );
        var id = (string)subscription["id"]!;
        subscription["created"] = now;
        subscription["start_date"] = now;
        subscription["items"] = subscriptions.ReadItems(id, form["items"], now);
        subscription["currency"] = api
            .Store.Get("price", (string)subscription["items"]!["data"]![0]!["price"]!)["currency"]
            ?.DeepClone();
        subscription["test_clock"] = customer["test_clock"]?.DeepClone();
        var trialEnd = form.FindNumber("trial_end") ?? now + (form.FindNumber("trial_period_days") * Day);
        subscription["trial_end"] = trialEnd;
        subscription["trial_start"] = trialEnd is null ? null : now;
        ReadTimes(subscription, form);
        subscription["billing_cycle_anchor"] = trialEnd ?? now;
        if (trialEnd is null && !subscriptions.HasMethod(subscription))
        {
            throw new StripeException(
                400,
                "This customer has no attached payment source or default payment method. Please consider adding a default "
                    + "payment method.",
                "resource_missing"
            );
        }

        subscriptions.Start(subscription, now);
        return subscription;
    }

    private JsonObject Update(StripeCall call)
    {
        call.Form.EnsureOnly([.. Writable, "items", "trial_end"]);
        var subscription = api.Get(call, "subscription", call.Id);
        var now = api.Clock.NowOf(api.Store.Get("customer", (string)subscription["customer"]!));
        // Items are read first, because a price that does not exist rejects the whole request.
        var changed = call.Form["items"] is { } items ? subscriptions.ReadItems(call.Id, items, now) : null;
        Shapes.Write(subscription, call.Form, Writable);
        ReadTimes(subscription, call.Form);
        if (changed is not null)
        {
            var old = subscription["items"]!["data"]![0]!;
            foreach (var item in changed["data"]!.AsArray())
            {
                item!["current_period_start"] = old["current_period_start"]!.DeepClone();
                item["current_period_end"] = old["current_period_end"]!.DeepClone();
            }

            subscription["items"] = changed;
        }

        if (call.Form.FindText("trial_end") is { } trialEnd)
        {
            subscriptions.MoveTrialEnd(
                subscription,
                trialEnd == "now" ? now : Form.ReadNumber("trial_end", trialEnd),
                now
            );
        }
        else
        {
            subscriptions.Reschedule(subscription, now);
        }

        return subscription;
    }

    private JsonObject Cancel(StripeCall call)
    {
        var subscription = api.Get(call, "subscription", call.Id);
        subscriptions.Cancel(
            subscription,
            api.Clock.NowOf(api.Store.Get("customer", (string)subscription["customer"]!))
        );
        return subscription;
    }

    private JsonObject ListItems(StripeCall call)
    {
        var subscription = api.Get(call, "subscription", call.Form.GetText("subscription"));
        return StripeApi.ToList(
            subscription["items"]!["data"]!.AsArray().Select(item => item!.DeepClone()),
            "/v1/subscription_items"
        );
    }

    /// <summary>Reads times as numbers. The shape of a new subscription has null for them, so their type is otherwise unknown.</summary>
    private static void ReadTimes(JsonObject subscription, Form form)
    {
        if (form.FindText("cancel_at") is not null)
        {
            subscription["cancel_at"] = form.FindNumber("cancel_at");
        }

        if (form["pause_collection"] is JsonObject pause)
        {
            subscription["pause_collection"] = new JsonObject
            {
                ["behavior"] =
                    (string?)pause["behavior"] ?? throw StripeException.Required("pause_collection[behavior]"),
                ["resumes_at"] = pause["resumes_at"] is { } resumes
                    ? Form.ReadNumber("resumes_at", (string)resumes!)
                    : null,
            };
        }
    }
}
