namespace ClerkSync.Core.Access;

/// <summary>
/// The access that the subscriptions of one customer pay for together. If one of them grants access, those that do not
/// are ignored.
/// </summary>
internal sealed class PaidAccess
{
    private readonly AccessMapping _mapping;
    private readonly IReadOnlyList<(PaidSubscription Subscription, AccessCode? Denial)> _newestFirst;

    public PaidAccess(
        IReadOnlyList<PaidSubscription> subscriptions,
        AccessMapping mapping,
        AccessPolicies policies,
        DateTimeOffset now
    )
    {
        _mapping = mapping;
        _newestFirst =
        [
            .. subscriptions
                .OrderByDescending(subscription => subscription.CreatedAt)
                .ThenBy(subscription => subscription.Id, StringComparer.Ordinal)
                .Select(subscription => (subscription, SubscriptionVerdict.FindDenial(subscription, policies, now))),
        ];
        Granting = [.. _newestFirst.Where(judged => judged.Denial is null).Select(judged => judged.Subscription)];
        UnmappedPrices =
        [
            .. Granting
                .SelectMany(subscription => subscription.Prices)
                .Where(price => mapping.FindPlan(price) is null)
                .Select(price => price.LookupKey ?? price.PriceId)
                .Distinct(),
        ];
    }

    /// <summary>The subscriptions that grant access, newest first.</summary>
    public IReadOnlyList<PaidSubscription> Granting { get; }

    /// <summary>The unmapped prices of <see cref="Granting"/>, by lookup key or id.</summary>
    public IReadOnlyList<string> UnmappedPrices { get; }

    /// <summary>Subscriptions for a plan that are not set to end. With more than one, the customer pays twice.</summary>
    public IReadOnlyList<PaidSubscription> Continuing =>
        [.. Granting.Where(subscription => !subscription.IsEnding && FindPlan(subscription) is not null)];

    /// <summary>Whether the customer has nothing but unfinished checkouts.</summary>
    public bool IsNeverSubscribed =>
        _newestFirst.All(judged => judged.Subscription.Status is "incomplete" or "incomplete_expired");

    /// <summary>Why nothing grants access, according to the newest subscription.</summary>
    public AccessCode Denial => _newestFirst is [(_, { } denial), ..] ? denial : AccessCode.AccessNotPaid;

    public IReadOnlySet<string> FeaturesOf(IEnumerable<PaidSubscription> subscriptions) =>
        subscriptions
            .SelectMany(subscription => subscription.Prices)
            .SelectMany(price => _mapping.Features.GetValueOrDefault(price.ProductId, []))
            .ToHashSet(StringComparer.Ordinal);

    /// <summary>Null when the subscription is an add-on.</summary>
    public string? FindPlan(PaidSubscription subscription) =>
        subscription.Prices.Select(_mapping.FindPlan).FirstOrDefault(plan => plan is { Length: > 0 });

    /// <summary>Stripe's side, as messages show it.</summary>
    public override string ToString() =>
        _newestFirst.Count == 0
            ? "there is no subscription"
            : string.Join(
                ", ",
                _newestFirst
                    .Take(3)
                    .Select(judged =>
                        $"{judged.Subscription.Id} is {judged.Subscription.Status}"
                        + (FindPlan(judged.Subscription) is { } plan ? $" for {plan}" : "")
                    )
            );
}
