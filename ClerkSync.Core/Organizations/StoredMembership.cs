using ClerkSync.Core.Objects;

namespace ClerkSync.Core.Organizations;

/// <summary>A row of <c>organization_memberships</c>, to be compared with Clerk.</summary>
internal sealed record StoredMembership : StoredRow
{
    public const string Columns = """
        organization_clerk_id, user_clerk_id, role, permissions::text, public_metadata::text, private_metadata::text
        """;

    public required string OrganizationClerkId { get; init; }
    public required string UserClerkId { get; init; }
    public string? Role { get; init; }
    public required string Permissions { get; init; }
    public required string PublicMetadata { get; init; }
    public required string PrivateMetadata { get; init; }
    public override IReadOnlyList<string> Owners => [OrganizationClerkId, UserClerkId];

    /// <remarks>A role's permissions change without an event of its memberships.</remarks>
    public override IReadOnlyList<string> FindDifferences(IClerkVersion version)
    {
        var clerk = (ClerkMembership)version;
        return new Differences()
            .Compare("organization_clerk_id", clerk.OrganizationId.Value == OrganizationClerkId)
            .Compare("user_clerk_id", clerk.UserId.Value == UserClerkId)
            .Compare("role", clerk.Role == Role)
            .CompareJson("permissions", clerk.Permissions, Permissions)
            .CompareJson("public_metadata", clerk.PublicMetadata, PublicMetadata)
            .CompareJson("private_metadata", clerk.PrivateMetadata, PrivateMetadata)
            .Compare("clerk_created_at", clerk.CreatedAt == ClerkCreatedAt)
            .Columns;
    }
}
