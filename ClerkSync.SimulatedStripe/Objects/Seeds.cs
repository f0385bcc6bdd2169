using System.Text.Json.Nodes;

namespace ClerkSync.SimulatedStripe.Objects;

/// <summary>Adds test-mode objects with fixed ids before the first request.</summary>
internal sealed class Seeds(StripeStore store, SimulatedClock clock, Subscriptions subscriptions)
{
    private const long Day = 24 * 60 * 60;

    /// <summary>Adds a monthly price and its product. Both ids are derived from the lookup key.</summary>
    /// <param name="amount">The amount in cents.</param>
    public void AddPrice(string lookupKey, string product, long amount)
    {
        Add("product", $"prod_{lookupKey}", new() { ["name"] = product });
        Add(
            "price",
            $"price_{lookupKey}",
            new()
            {
                ["product"] = $"prod_{lookupKey}",
                ["lookup_key"] = lookupKey,
                ["currency"] = "usd",
                ["unit_amount"] = amount,
                ["unit_amount_decimal"] = $"{amount}",
                ["type"] = "recurring",
                ["recurring"] = new JsonObject
                {
                    ["interval"] = "month",
                    ["interval_count"] = 1,
                    ["meter"] = null,
                    ["usage_type"] = "licensed",
                    ["trial_period_days"] = null,
                },
            }
        );
    }

    /// <summary>Adds a customer whose payments succeed.</summary>
    public void AddCustomer(string id, string? name = null, string? email = null) =>
        Add(
            "customer",
            id,
            new()
            {
                ["name"] = name,
                ["email"] = email,
                ["invoice_settings"] = new JsonObject { ["default_payment_method"] = "pm_card_visa" },
                ["metadata"] = new JsonObject(),
            }
        );

    /// <summary>Subscribes a customer now.</summary>
    /// <param name="customer">The id of the customer. The id of the subscription is derived from it.</param>
    /// <param name="lookupKey">The lookup key of a price.</param>
    /// <param name="trialDays">The length of the trial; 0 means no trial.</param>
    /// <param name="isCanceled">Whether the subscription is already canceled.</param>
    public void Subscribe(string customer, string lookupKey, int trialDays, bool isCanceled)
    {
        var id = $"sub_{customer[4..]}";
        long? trialEnd = trialDays > 0 ? clock.Now + (trialDays * Day) : null;
        var subscription = Create(
            "subscription",
            id,
            new()
            {
                ["customer"] = customer,
                ["currency"] = "usd",
                ["start_date"] = clock.Now,
                ["items"] = subscriptions.ReadItems(
                    id,
                    new JsonArray(new JsonObject { ["price"] = $"price_{lookupKey}" }),
                    clock.Now
                ),
                ["trial_start"] = trialEnd is null ? null : clock.Now,
                ["trial_end"] = trialEnd,
                ["billing_cycle_anchor"] = trialEnd ?? clock.Now,
            }
        );
        subscriptions.Start(subscription, clock.Now);
        if (isCanceled)
        {
            subscriptions.Cancel(subscription, clock.Now);
        }
    }

    private void Add(string kind, string id, JsonObject members) => store.Add(Create(kind, id, members));

    private JsonObject Create(string kind, string id, JsonObject members)
    {
        members["id"] = id;
        members["object"] = kind;
        members["livemode"] = false;
        members["created"] = clock.Now;
        return members;
    }
}
