using ClerkSync.Core.Access.Checks;
using ClerkSync.Core.ApiKeys;
using ClerkSync.Core.Credits;
using ClerkSync.Core.Deliveries;
using ClerkSync.Core.Disclosure;
using ClerkSync.Core.Plans;

namespace ClerkSync.Core.People;

/// <summary>Puts what happened to a user into words.</summary>
internal static class Timeline
{
    public const int MostEntries = 100;

    // The reason of the transaction that the database writes with a new user.
    private const string Opening = "opening";

    /// <summary>The newest entries of all kinds, newest first.</summary>
    public static IReadOnlyList<TimelineEntry> Merge(params IEnumerable<TimelineEntry>[] kinds) =>
        [.. kinds.SelectMany(entries => entries).OrderByDescending(entry => entry.At).Take(MostEntries)];

    public static TimelineEntry Of(DeliveryRecord delivery) =>
        new(
            delivery.ProcessedAt,
            "delivery",
            delivery.Error is null
                ? $"{delivery.EventType ?? "An event"}: {delivery.Outcome}"
                : $"{delivery.EventType ?? "An event"}: {delivery.Outcome}, {delivery.Error}",
            $"#/deliveries/{Uri.EscapeDataString(delivery.SvixId)}"
        );

    public static TimelineEntry Of(RecordedPlanChange change) =>
        new(
            change.CreatedAt,
            "plan",
            change.BonusCredits > 0
                ? $"Plan changed from {change.FromPlan} to {change.ToPlan} with {Counted.Of(change.BonusCredits, "credit")}, by {change.Actor}"
                : $"Plan changed from {change.FromPlan} to {change.ToPlan}, by {change.Actor}"
        );

    public static TimelineEntry Of(CreditTransaction transaction) =>
        new(
            transaction.CreatedAt,
            "credits",
            transaction.Reason == Opening
                ? $"The balance begins with {Counted.Of(transaction.BalanceAfter, "credit")}"
                : $"{Counted.Of(transaction.Delta, "credit", "+0;-0;0")} for {transaction.Reason}, by {transaction.Actor}. Balance: {transaction.BalanceAfter}"
        );

    public static IEnumerable<TimelineEntry> Of(ApiKeyLife key)
    {
        yield return new(key.CreatedAt, "key", $"Key {key.Name} ({key.Prefix}…) created");
        if (key.RevokedAt is { } revokedAt)
        {
            yield return new(revokedAt, "key", $"Key {key.Name} ({key.Prefix}…) revoked");
        }
    }

    public static TimelineEntry Of(AccessLedgerEntry step) =>
        new(
            step.CreatedAt,
            "incident",
            $"Access incident {step.Code}: {step.Step}",
            $"#/access/ledger?account={Uri.EscapeDataString(step.ClerkId)}"
        );
}
