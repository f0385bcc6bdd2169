using System.ComponentModel.DataAnnotations;

namespace ClerkSync.Core.Access.Fields;

/// <summary>A metadata field in which an application stores something.</summary>
internal sealed record AccessField
{
    /// <summary>The path as a mapping names it, such as <c>private_metadata.stripe.customer</c>.</summary>
    public required string Path { get; init; }

    /// <summary>One of <c>public_metadata</c>, <c>private_metadata</c> and <c>unsafe_metadata</c>.</summary>
    public required string Container { get; init; }

    /// <summary>JSON types, most frequent first: string, number, boolean, object, array.</summary>
    public required IReadOnlyList<string> Types { get; init; }

    /// <summary>The share of the accounts that have the field, from 0 to 1.</summary>
    public required double Share { get; init; }

    /// <summary>A few values, truncated.</summary>
    public required IReadOnlyList<string> Examples { get; init; }
}

/// <summary>The fields of the sampled accounts.</summary>
/// <param name="Accounts"><c>users</c> or <c>organizations</c>.</param>
/// <param name="Sampled">The number of accounts with metadata that were read: those that changed most recently.</param>
/// <param name="Fields">Most frequent first.</param>
internal sealed record AccessFieldReport(
    [property: AllowedValues("users", "organizations")] string Accounts,
    int Sampled,
    IReadOnlyList<AccessField> Fields
)
{
    /// <summary>Why there are no fields, and the remedy; null when there are some.</summary>
    public string? Problem =>
        Fields is []
            ? $"No metadata keys were found on the {Accounts} in the database. If Clerk has some, run a backfill. Otherwise, store the Stripe "
                + "customer id in private_metadata.stripe_customer_id and the plan in public_metadata.plan, from your server, and try again."
            : null;
}
