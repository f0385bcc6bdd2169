using System.Text.Json;

namespace ClerkSync.Core.Access;

/// <summary>The input of a decision: everything known about one user or organization.</summary>
internal sealed record AccessEvidence
{
    public required string ClerkId { get; init; }

    /// <summary>Whether Clerk has deleted the user or organization.</summary>
    public bool IsDeleted { get; init; }

    /// <summary>The application's values by mapped path. An absent path has no value.</summary>
    public required IReadOnlyDictionary<string, JsonElement> Values { get; init; }

    public CustomerState Customer { get; init; } = CustomerState.Known;

    /// <summary>All subscriptions of the customer, including ended ones.</summary>
    public IReadOnlyList<PaidSubscription> Subscriptions { get; init; } = [];

    /// <summary>Other accounts of the same kind that name the same customer. For a deleted account, accounts of any kind.</summary>
    public IReadOnlyList<string> SharedWith { get; init; } = [];

    /// <summary>Live subscriptions of other customers whose metadata names this Clerk id.</summary>
    public IReadOnlyList<PaidSubscription> OfOtherCustomers { get; init; } = [];

    public IReadOnlyList<AccessOverride> Overrides { get; init; } = [];
}

internal enum CustomerState
{
    /// <summary>The customer exists in Stripe.</summary>
    Known,

    /// <summary>Stripe has no such customer, or has deleted it.</summary>
    Unknown,

    /// <summary>The key is for test mode and the customer is in live mode, or the reverse.</summary>
    OtherMode,
}
