namespace ClerkSync.Core.Access;

/// <summary>Allows something that Stripe does not show as paid. An override never requires an account to have it.</summary>
/// <param name="Name">The plan or the feature; null for the other kinds.</param>
/// <param name="Until">When the override ends; null means never.</param>
internal sealed record AccessOverride(AccessOverrideKind Kind, string? Name, DateTimeOffset? Until)
{
    public bool IsInForce(DateTimeOffset now) => Until is null || Until > now;
}

internal enum AccessOverrideKind
{
    Plan,

    /// <summary>Premium on any plan.</summary>
    Premium,

    Entitlement,

    /// <summary>Everything. The payment happens elsewhere, such as in an app store.</summary>
    Elsewhere,
}
