namespace ClerkSync.SimulatedClerk.Objects;

/// <summary>A user's membership in an organization.</summary>
internal sealed record SimulatedMembership : IClerkObject
{
    public required string Id { get; init; }
    public required string OrganizationId { get; init; }
    public required string UserId { get; init; }

    /// <summary>Includes the prefix: <c>org:member</c>.</summary>
    public required string Role { get; init; }

    /// <summary>The member's permissions; null means those of the role.</summary>
    public IReadOnlyList<string>? Permissions { get; init; }
    public Metadata Metadata { get; init; } = Metadata.Empty;
    public required long CreatedAt { get; init; }
    public required long UpdatedAt { get; init; }

    IClerkObject IClerkObject.ChangedAt(long updatedAt) => this with { UpdatedAt = updatedAt };
}
