using System.Text.Json.Nodes;
using ClerkSync.SimulatedStripe.Api;

namespace ClerkSync.SimulatedStripe.Objects;

/// <summary>The lifecycle of a subscription: trial, payment, renewal, failed payment, end.</summary>
/// <remarks>Source: Stripe's documentation, "How subscriptions work".</remarks>
internal sealed class Subscriptions(StripeStore store, SimulatedClock clock, Payments payments)
{
    private const long Day = 24 * 60 * 60;

    /// <summary>The time limit for the first payment, in seconds.</summary>
    private const long FirstPayment = 23 * 60 * 60;

    private static readonly string[] Ended = ["canceled", "incomplete_expired"];

    /// <summary>
    /// The status of a subscription whose renewal is still unpaid after three weeks: <c>canceled</c>, <c>unpaid</c> or <c>past_due</c>.
    /// </summary>
    public string AfterFailedPayments { get; set; } = "canceled";

    /// <summary>Starts a subscription, bills its first period, and schedules its next step.</summary>
    public void Start(JsonObject subscription, long now)
    {
        store.Add(subscription);
        SetPeriod(subscription, now, (long?)subscription["trial_end"] ?? EndOfPeriod(subscription, now));
        var isTrial = (long?)subscription["trial_end"] > now;
        var invoice = payments.Bill(subscription, "subscription_create", now, PeriodEnd(subscription), isTrial, now);
        subscription["status"] =
            isTrial ? "trialing"
            : (string)invoice["status"]! == "paid" ? "active"
            : "incomplete";
        Reschedule(subscription, now);
    }

    /// <summary>Updates the schedule after a change.</summary>
    public void Reschedule(JsonObject subscription, long now) =>
        clock.Schedule(subscription, FindDue(subscription, now));

    public void Cancel(JsonObject subscription, long now)
    {
        subscription["status"] = (string)subscription["status"]! == "incomplete" ? "incomplete_expired" : "canceled";
        subscription["canceled_at"] ??= now;
        subscription["ended_at"] = now;
        clock.Schedule(subscription, null);
    }

    /// <summary>Whether the subscription has a payment method.</summary>
    public bool HasMethod(JsonObject subscription) => payments.FindMethod(subscription) is not null;

    /// <summary>Moves the end of the trial. A time that is not in the future ends the trial now.</summary>
    public void MoveTrialEnd(JsonObject subscription, long trialEnd, long now)
    {
        subscription["trial_end"] = trialEnd;
        if (trialEnd > now)
        {
            SetPeriod(subscription, now, trialEnd);
            Reschedule(subscription, now);
        }
        else
        {
            clock.Schedule(subscription, Step(subscription, now));
        }
    }

    /// <summary>Processes what is due at a time. Returns when the subscription is due again; null means never.</summary>
    public long? Step(JsonObject subscription, long now)
    {
        if ((long?)subscription["pause_collection"]?["resumes_at"] <= now)
        {
            subscription["pause_collection"] = null;
        }

        var status = (string)subscription["status"]!;
        if ((long?)subscription["cancel_at"] <= now)
        {
            Cancel(subscription, now);
        }
        else if (status == "incomplete")
        {
            Cancel(subscription, now);
        }
        else if (status == "past_due" && GivesUpAt(subscription) <= now)
        {
            GiveUp(subscription, now);
        }
        else if (status == "trialing" && (long)subscription["trial_end"]! <= now)
        {
            FinishTrial(subscription, now);
        }
        else if (PeriodEnd(subscription) <= now)
        {
            Renew(subscription, now);
        }

        return FindDue(subscription, now);
    }

    private void FinishTrial(JsonObject subscription, long now)
    {
        var behavior = (string?)subscription["trial_settings"]?["end_behavior"]?["missing_payment_method"];
        if ((bool)(subscription["cancel_at_period_end"] ?? false))
        {
            Cancel(subscription, now);
        }
        else if (payments.FindMethod(subscription) is null && behavior is "pause" or "cancel")
        {
            if (behavior == "pause")
            {
                subscription["status"] = "paused";
            }
            else
            {
                Cancel(subscription, now);
            }
        }
        else
        {
            BillNextPeriod(subscription, now);
        }
    }

    private void Renew(JsonObject subscription, long now)
    {
        if ((bool)(subscription["cancel_at_period_end"] ?? false))
        {
            Cancel(subscription, now);
        }
        else if (subscription["pause_collection"] is not null)
        {
            // The subscription continues, but no invoice is created.
            SetPeriod(subscription, now, EndOfPeriod(subscription, now));
        }
        else
        {
            BillNextPeriod(subscription, now);
        }
    }

    private void BillNextPeriod(JsonObject subscription, long now)
    {
        SetPeriod(subscription, now, EndOfPeriod(subscription, now));
        var invoice = payments.Bill(subscription, "subscription_cycle", now, PeriodEnd(subscription), false, now);
        if ((string)invoice["status"]! == "paid")
        {
            subscription["status"] = "active";
            subscription["_unpaid_since"] = null;
        }
        else
        {
            subscription["status"] = "past_due";
            subscription["_unpaid_since"] ??= now;
        }
    }

    private void GiveUp(JsonObject subscription, long now)
    {
        subscription["_unpaid_since"] = null;
        if (AfterFailedPayments == "canceled")
        {
            Cancel(subscription, now);
        }
        else
        {
            subscription["status"] = AfterFailedPayments;
        }
    }

    private static long? GivesUpAt(JsonObject subscription) => (long?)subscription["_unpaid_since"] + (21 * Day);

    private static long? FindDue(JsonObject subscription, long now)
    {
        var status = (string)subscription["status"]!;
        long?[] due = status switch
        {
            _ when Ended.Contains(status) => [],
            "incomplete" => [(long)subscription["created"]! + FirstPayment],
            "trialing" => [(long?)subscription["trial_end"]],
            "past_due" => [PeriodEnd(subscription), GivesUpAt(subscription)],
            "active" => [PeriodEnd(subscription), (long?)subscription["pause_collection"]?["resumes_at"]],
            _ => [],
        };
        return Ended.Contains(status)
            ? null
            : due.Append((long?)subscription["cancel_at"]).Where(time => time > now).Min();
    }

    private static long PeriodEnd(JsonObject subscription) =>
        (long)subscription["items"]!["data"]![0]!["current_period_end"]!;

    private static void SetPeriod(JsonObject subscription, long start, long end)
    {
        foreach (var item in subscription["items"]!["data"]!.AsArray())
        {
            item!["current_period_start"] = start;
            item["current_period_end"] = end;
        }
    }

    private long EndOfPeriod(JsonObject subscription, long start)
    {
        var price = store.Get("price", (string)subscription["items"]!["data"]![0]!["price"]!);
        var count = int.Parse(price["recurring"]?["interval_count"]?.ToString() ?? "1", null);
        var at = DateTimeOffset.FromUnixTimeSeconds(start);
        return (
            (string?)price["recurring"]?["interval"] switch
            {
                "day" => at.AddDays(count),
                "week" => at.AddDays(7 * count),
                "year" => at.AddYears(count),
                _ => at.AddMonths(count),
            }
        ).ToUnixTimeSeconds();
    }

    /// <exception cref="StripeException">There is no item, or an item has no price.</exception>
    public JsonObject ReadItems(string subscriptionId, JsonNode? given, long now)
    {
        if (given is not JsonArray { Count: > 0 } items)
        {
            throw StripeException.Required("items");
        }

        return StripeApi.ToList(
            items.Select(item =>
            {
                var price = (string?)item!["price"] ?? throw StripeException.Required("items[0][price]");
                return store.Find("price", price) is null
                    ? throw StripeException.Missing("price", price)
                    : new JsonObject
                    {
                        ["id"] = (string?)item["id"] ?? StripeIds.Draw("si_"),
                        ["object"] = "subscription_item",
                        ["created"] = now,
                        ["price"] = price,
                        ["quantity"] = Form.ReadNumber("quantity", (string?)item["quantity"] ?? "1"),
                        ["subscription"] = subscriptionId,
                    };
            }),
            $"/v1/subscription_items?subscription={subscriptionId}"
        );
    }
}
