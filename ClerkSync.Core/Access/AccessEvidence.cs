using System.Text.Json;

namespace ClerkSync.Core.Access;

/// <summary>Everything that is known of one user or organization.</summary>
internal sealed record AccessEvidence
{
    /// <summary>The Clerk id.</summary>
    public required string ClerkId { get; init; }

    /// <summary>Whether Clerk has deleted it.</summary>
    public bool IsDeleted { get; init; }

    /// <summary>What the application keeps, by the paths of the mapping. A path that is absent has no value.</summary>
    public required IReadOnlyDictionary<string, JsonElement> Values { get; init; }

    /// <summary>What Stripe says of the customer.</summary>
    public CustomerState Customer { get; init; } = CustomerState.Known;

    /// <summary>All subscriptions of the customer, the ended ones too.</summary>
    public IReadOnlyList<PaidSubscription> Subscriptions { get; init; } = [];

    /// <summary>Others of the same kind that name the same customer; of a deleted account, others of any kind.</summary>
    public IReadOnlyList<string> SharedWith { get; init; } = [];

    /// <summary>Live subscriptions of other customers whose metadata name this Clerk id.</summary>
    public IReadOnlyList<PaidSubscription> OfOtherCustomers { get; init; } = [];

    public IReadOnlyList<AccessOverride> Overrides { get; init; } = [];
}

/// <summary>What Stripe says of a customer id.</summary>
internal enum CustomerState
{
    /// <summary>Stripe has it.</summary>
    Known,

    /// <summary>Stripe has no such customer, or has deleted it.</summary>
    Unknown,

    /// <summary>It belongs to the other of test and live mode.</summary>
    OtherMode,
}
