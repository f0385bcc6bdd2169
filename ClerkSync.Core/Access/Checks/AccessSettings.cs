namespace ClerkSync.Core.Access.Checks;

/// <summary>What a check compares, and by which policies.</summary>
internal sealed record AccessSettings
{
    /// <summary>The mapping of users.</summary>
    public required AccessMapping Users { get; init; }

    /// <summary>The mapping of organizations; null when they pay for nothing.</summary>
    public AccessMapping? Organizations { get; init; }

    public AccessPolicies Policies { get; init; } = new();
}
