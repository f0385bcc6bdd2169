using System.Text.Json;
using ClerkSync.Core.Access;
using Stripe;

namespace ClerkSync.Core.StripeApi;

/// <summary>A subscription, with its links to an account and to a payment.</summary>
/// <param name="ClerkId">The Clerk id in the customer's metadata; null when there is none.</param>
/// <param name="PaymentIntent">The payment of the latest invoice; null when nothing was due.</param>
/// <param name="AmountPaid">In the currency's smallest unit.</param>
internal sealed record ListedSubscription(
    PaidSubscription Subscription,
    string? ClerkId,
    string? PaymentIntent,
    long AmountPaid
);

internal static class StripeSubscriptions
{
    /// <summary>The members that a page must have expanded.</summary>
    public static readonly List<string> Expand = ["data.customer", "data.latest_invoice.payments"];

    public static IReadOnlyList<ListedSubscription> Read(StripeList<Subscription> page)
    {
        using var raw = page.Data.Exists(LacksItemPeriod) ? JsonDocument.Parse(page.StripeResponse.Content) : null;
        return [.. page.Data.Select((subscription, index) => Read(subscription, raw, index))];
    }

    private static ListedSubscription Read(Subscription subscription, JsonDocument? raw, int index)
    {
        // Since 2025 the period is in the item. An account on an older API version has it in the subscription.
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
    /// The Clerk id in a customer's metadata: a value with the shape of an id, under a name that contains "clerk". Null when there are two
    /// ids, such as those of an organization and of the user who subscribed for it, because it is unclear which one pays.
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
