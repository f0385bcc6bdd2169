using System.Text.Json;

namespace ClerkSync.Core.Access;

/// <summary>The access of one account, according to the application's own values.</summary>
internal sealed class AccessAccount
{
    private readonly AccessMapping _mapping;

    public AccessAccount(AccessEvidence evidence, AccessMapping mapping, DateTimeOffset now)
    {
        _mapping = mapping;
        Customer = new AccessSlot(mapping.CustomerId, evidence.Values, isSecret: true);
        Plan = Find(mapping.Plan, evidence);
        Premium = Find(mapping.Premium, evidence);
        TrialEnd = Find(mapping.TrialEnd, evidence);
        Entitlements = Find(mapping.Entitlements, evidence);

        Customer.IsUnreadable = !AccessValue.TryReadCustomer(Customer.Value, out var customer);
        CustomerId = customer;
        var premium = false;
        string? plan = null;
        DateTimeOffset? trialEnd = null;
        IReadOnlySet<string> features = new HashSet<string>();
        Mark(Plan, value => AccessValue.TryReadPlan(value, out plan));
        Mark(Premium, value => AccessValue.TryReadPremium(value, out premium));
        Mark(TrialEnd, value => AccessValue.TryReadTime(value, out trialEnd));
        Mark(Entitlements, value => AccessValue.TryReadEntitlements(value, out features));
        PlanName = plan;
        IsPremium = premium;
        TrialEndsAt = trialEnd;
        Features = features;
        Overrides = [.. evidence.Overrides.Where(given => given.IsInForce(now))];

        Customer.HasToMove = Customer.IsUnsafe && CustomerId is not null;
        MoveIf(Plan, HasPaidPlan);
        MoveIf(Premium, premium);
        MoveIf(TrialEnd, trialEnd > now);
        MoveIf(Entitlements, features.Count > 0);
    }

    public AccessSlot Customer { get; }

    public AccessSlot? Plan { get; }

    public AccessSlot? Premium { get; }

    public AccessSlot? TrialEnd { get; }

    public AccessSlot? Entitlements { get; }

    public string? CustomerId { get; }

    /// <summary>Null when the account has no plan.</summary>
    public string? PlanName { get; }

    public bool IsPremium { get; }

    public DateTimeOffset? TrialEndsAt { get; }

    /// <summary>The features whose value is true.</summary>
    public IReadOnlySet<string> Features { get; }

    /// <summary>The overrides in force.</summary>
    public IReadOnlyList<AccessOverride> Overrides { get; }

    public bool IsPaidElsewhere => Overrides.Any(given => given.Kind == AccessOverrideKind.Elsewhere);

    public bool HasPaidPlan => PlanName is { } plan && !IsFree(plan);

    public IEnumerable<AccessSlot> Slots =>
        new[] { Customer, Plan, Premium, TrialEnd, Entitlements }.OfType<AccessSlot>();

    /// <summary>Whether the account has a paid plan that no override allows.</summary>
    public bool HasUnallowedPlan => HasPaidPlan && !AllowsPlan(PlanName);

    /// <summary>Whether the account has premium and no override allows it.</summary>
    public bool HasUnallowedPremium =>
        IsPremium && !Overrides.Any(given => given.Kind is AccessOverrideKind.Premium or AccessOverrideKind.Plan);

    public bool IsFree(string plan) => string.Equals(plan, _mapping.FreePlan, StringComparison.OrdinalIgnoreCase);

    public bool AllowsPlan(string? plan) =>
        Overrides.Any(given =>
            given.Kind == AccessOverrideKind.Plan && string.Equals(given.Name, plan, StringComparison.OrdinalIgnoreCase)
        );

    public bool AllowsFeature(string feature) =>
        Overrides.Any(given => given.Kind != AccessOverrideKind.Entitlement || given.Name == feature);

    private static AccessSlot? Find(string? path, AccessEvidence evidence) =>
        path is null ? null : new AccessSlot(path, evidence.Values);

    private static void Mark(AccessSlot? slot, Func<JsonElement?, bool> tryRead)
    {
        if (slot is not null)
        {
            slot.IsUnreadable = !tryRead(slot.Value);
        }
    }

    private static void MoveIf(AccessSlot? slot, bool grants)
    {
        if (slot is { IsUnsafe: true } && grants)
        {
            slot.HasToMove = true;
        }
    }
}
