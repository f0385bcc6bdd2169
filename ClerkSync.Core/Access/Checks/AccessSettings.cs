namespace ClerkSync.Core.Access.Checks;

/// <summary>The mappings and policies of a check.</summary>
/// <inheritdoc cref="AccessPolicies" path="/remarks"/>
internal sealed record AccessSettings
{
    public required AccessMapping Users { get; init; }

    /// <summary>Null when organizations pay for nothing.</summary>
    public AccessMapping? Organizations { get; init; }

    public AccessPolicies Policies { get; set; } = new();
}
