using ClerkSync.Core.Access.Checks;
using ClerkSync.Core.ApiKeys;
using ClerkSync.Core.Credits;
using ClerkSync.Core.Deliveries;
using ClerkSync.Core.Disclosure;
using ClerkSync.Core.Plans;

namespace ClerkSync.Core.People;

/// <summary>Describes the history of a user in sentences.</summary>
internal static class Timeline
{
    public const int MostEntries = 100;

    private const string Delivery = "delivery";
    private const string Failure = "failure";

    // The reason of the transaction that the database writes with a new user.
    private const string Opening = "opening";

    /// <summary>The newest entries of all kinds, newest first.</summary>
    public static IReadOnlyList<TimelineEntry> Merge(params IEnumerable<TimelineEntry>[] kinds) =>
        [.. kinds.SelectMany(entries => entries).OrderByDescending(entry => entry.At).Take(MostEntries)];

    /// <summary>The last attempt, and the arrival if earlier attempts were not applied.</summary>
    /// <remarks>The log has no time or error of each earlier attempt.</remarks>
    public static IEnumerable<TimelineEntry> Of(DeliveryRecord delivery)
    {
        var type = delivery.EventType ?? "An event";
        var link = $"#/deliveries/{Uri.EscapeDataString(delivery.SvixId)}";
        var (kind, outcome) = delivery.Error is { } error
            ? (Failure, $"{delivery.Outcome}, {error}")
            : (Delivery, delivery.Outcome);
        if (delivery.Attempts == 1)
        {
            return [new(delivery.ProcessedAt, kind, $"{type}: {outcome}", link)];
        }

        var earlier = delivery.Attempts - 1;
        return
        [
            new(delivery.ProcessedAt, kind, $"{type}: {outcome}, in attempt {delivery.Attempts}", link),
            new(
                delivery.ReceivedAt,
                Failure,
                earlier == 1
                    ? $"{type} arrived: the first attempt was not applied"
                    : $"{type} arrived: the first {earlier} attempts were not applied",
                link
            ),
        ];
    }

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
