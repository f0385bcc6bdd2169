using System.Text.Json;
using ClerkSync.Core.Access;
using Stripe;

namespace ClerkSync.Core.StripeApi;

/// <summary>A subscription with what ties it to an account and to payments.</summary>
/// <param name="Subscription">What Stripe says of it.</param>
/// <param name="ClerkId">The Clerk id that the customer's metadata names; null when they name none.</param>
/// <param name="PaymentIntent">Paid its latest invoice; null when nothing was to pay.</param>
/// <param name="AmountPaid">In the currency's smallest unit.</param>
internal sealed record ListedSubscription(
    PaidSubscription Subscription,
    string? ClerkId,
    string? PaymentIntent,
    long AmountPaid
);

/// <summary>Turns Stripe's subscriptions into evidence.</summary>
internal static class StripeSubscriptions
{
    /// <summary>What a page has to have expanded.</summary>
    public static readonly List<string> Expand = ["data.customer", "data.latest_invoice.payments"];

    public static IReadOnlyList<ListedSubscription> Read(StripeList<Subscription> page)
    {
        using var raw = page.Data.Exists(LacksItemPeriod) ? JsonDocument.Parse(page.StripeResponse.Content) : null;
        return [.. page.Data.Select((subscription, index) => Read(subscription, raw, index))];
    }

    private static ListedSubscription Read(Subscription subscription, JsonDocument? raw, int index)
    {
        // Since 2025 the period stands in the item. An account on an older version of the API has it in the subscription.
        var own = LacksItemPeriod(subscription) ? raw?.RootElement.GetProperty("data")[index] : null;
        var item = subscription.Items.Data.FirstOrDefault();
        var payment = subscription
            .LatestInvoice?.Payments?.Data.Where(made => made.Payment?.PaymentIntentId is not null)
            .MaxBy(made => made.AmountPaid ?? 0);
        return new ListedSubscription(
            new PaidSubscription
            {
                Id = subscription.Id,
                CustomerId = subscription.CustomerId,
                Status = subscription.Status,
                CreatedAt = subscription.Created,
                PeriodStart = own is { } o1 ? ReadEpoch(o1, "current_period_start") : item?.CurrentPeriodStart,
                PeriodEnd = own is { } o2 ? ReadEpoch(o2, "current_period_end") : item?.CurrentPeriodEnd,
                TrialEnd = subscription.TrialEnd,
                CancelAt = subscription.CancelAt,
                CancelAtPeriodEnd = subscription.CancelAtPeriodEnd,
                EndedAt = subscription.EndedAt,
                PauseBehavior = subscription.PauseCollection?.Behavior,
                Prices =
                [
                    .. subscription.Items.Data.Select(line => new PaidPrice(
                        line.Price.LookupKey,
                        line.Price.Id,
                        line.Price.ProductId
                    )),
                ],
            },
            FindClerkId(subscription.Customer?.Metadata),
            payment?.Payment.PaymentIntentId,
            payment?.AmountPaid ?? 0
        );
    }

    /// <summary>
    /// The Clerk id in a customer's metadata: a value shaped like one, below a name that has "clerk" in it. Two of them, such as an
    /// organization and the user who subscribed for it, do not say which one pays.
    /// </summary>
    private static string? FindClerkId(Dictionary<string, string>? metadata)
    {
        var named = (metadata ?? [])
            .Where(pair =>
                pair.Key.Contains("clerk", StringComparison.OrdinalIgnoreCase)
                && (
                    pair.Value.StartsWith("user_", StringComparison.Ordinal)
                    || pair.Value.StartsWith("org_", StringComparison.Ordinal)
                )
            )
            .Select(pair => pair.Value)
            .Distinct()
            .ToList();
        return named is [var only] ? only : null;
    }

    private static bool LacksItemPeriod(Subscription subscription) =>
        subscription.Items.Data.FirstOrDefault() is not { } item || item.CurrentPeriodEnd <= DateTime.UnixEpoch;

    private static DateTimeOffset? ReadEpoch(JsonElement subscription, string name) =>
        subscription.TryGetProperty(name, out var value) && value.TryGetInt64(out var epoch)
            ? DateTimeOffset.FromUnixTimeSeconds(epoch)
            : null;
}
