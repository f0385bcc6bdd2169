namespace ClerkSync.Core.Access;

/// <summary>What somebody may have without Stripe. It allows, and demands nothing.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Name">The plan or the feature; null otherwise.</param>
/// <param name="Until">When it ends; null is never.</param>
internal sealed record AccessOverride(AccessOverrideKind Kind, string? Name, DateTimeOffset? Until)
{
    public bool IsInForce(DateTimeOffset now) => Until is null || Until > now;
}

/// <summary>What an override allows.</summary>
internal enum AccessOverrideKind
{
    /// <summary>A plan.</summary>
    Plan,

    /// <summary>Premium, whatever the plan.</summary>
    Premium,

    /// <summary>A feature.</summary>
    Entitlement,

    /// <summary>Everything: it is paid elsewhere, such as in an app store.</summary>
    Elsewhere,
}
