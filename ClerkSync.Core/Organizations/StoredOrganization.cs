using ClerkSync.Core.Database;

namespace ClerkSync.Core.Organizations;

/// <summary>A row of <c>organizations</c>, to be compared with Clerk.</summary>
internal sealed record StoredOrganization : IStoredRow
{
    public const string Columns =
        "name, slug, image_url, created_by, max_allowed_memberships, public_metadata::text, private_metadata::text";

    public required string ClerkId { get; init; }
    public required string Version { get; init; }
    public string? Name { get; init; }
    public string? Slug { get; init; }
    public string? ImageUrl { get; init; }
    public string? CreatedBy { get; init; }
    public long? MaxAllowedMemberships { get; init; }
    public required string PublicMetadata { get; init; }
    public required string PrivateMetadata { get; init; }
    public DateTimeOffset? ClerkCreatedAt { get; init; }
    public DateTimeOffset ClerkUpdatedAt { get; init; }
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>The columns that differ from what Clerk has; none when the row is right.</summary>
    public IReadOnlyList<string> FindDifferences(ClerkOrganization clerk) =>
        new Differences()
            .Compare("name", clerk.Name == Name)
            .Compare("slug", clerk.Slug == Slug)
            .Compare("image_url", clerk.ImageUrl == ImageUrl)
            .Compare("created_by", clerk.CreatedBy == CreatedBy)
            .Compare("max_allowed_memberships", clerk.MaxAllowedMemberships == MaxAllowedMemberships)
            .CompareJson("public_metadata", clerk.PublicMetadata, PublicMetadata)
            .CompareJson("private_metadata", clerk.PrivateMetadata, PrivateMetadata)
            .Compare("clerk_created_at", clerk.CreatedAt == ClerkCreatedAt)
            .Columns;
}
