namespace ClerkSync.Core.Access.Fields;

/// <summary>A place in metadata where an application keeps something.</summary>
internal sealed record AccessField
{
    /// <summary>As a mapping names it: <c>private_metadata.stripe.customer</c>.</summary>
    public required string Path { get; init; }

    /// <summary><c>public_metadata</c>, <c>private_metadata</c> or <c>unsafe_metadata</c>.</summary>
    public required string Container { get; init; }

    /// <summary>JSON's words, the most frequent one first: string, number, boolean, object, array.</summary>
    public required IReadOnlyList<string> Types { get; init; }

    /// <summary>The share of the accounts that have it, from 0 to 1.</summary>
    public required double Share { get; init; }

    /// <summary>A few values, cut short.</summary>
    public required IReadOnlyList<string> Examples { get; init; }
}

/// <summary>The fields of some accounts.</summary>
/// <param name="Accounts"><c>users</c> or <c>organizations</c>.</param>
/// <param name="Sampled">How many accounts were read: the last that changed.</param>
/// <param name="Fields">The most frequent first.</param>
internal sealed record AccessFieldReport(string Accounts, int Sampled, IReadOnlyList<AccessField> Fields)
{
    /// <summary>Why there are no fields and what to do; null when there are some.</summary>
    public string? Problem =>
        this switch
        {
            { Sampled: 0 } => $"The database has no {Accounts} yet. A backfill copies those that Clerk has.",
            { Fields: [] } =>
                $"No metadata keys were found on your Clerk {Accounts}. Store the Stripe customer id in private_metadata.stripe_customer_id "
                    + "and the plan in public_metadata.plan, from your server, and try again.",
            _ => null,
        };
}
