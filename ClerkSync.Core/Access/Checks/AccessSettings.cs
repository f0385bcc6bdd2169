namespace ClerkSync.Core.Access.Checks;

/// <summary>What a check compares, and by which policies.</summary>
/// <inheritdoc cref="AccessPolicies" path="/remarks"/>
internal sealed record AccessSettings
{
    /// <summary>The mapping of users.</summary>
    public required AccessMapping Users { get; init; }

    /// <summary>The mapping of organizations; null when they pay for nothing.</summary>
    public AccessMapping? Organizations { get; init; }

    public AccessPolicies Policies { get; set; } = new();
}
