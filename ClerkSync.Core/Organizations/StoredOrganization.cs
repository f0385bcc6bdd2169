using ClerkSync.Core.Objects;

namespace ClerkSync.Core.Organizations;

/// <summary>A row of <c>organizations</c>, to be compared with Clerk.</summary>
internal sealed record StoredOrganization : StoredRow
{
    public const string Columns =
        "name, slug, image_url, created_by, max_allowed_memberships, public_metadata::text, private_metadata::text";

    public string? Name { get; init; }
    public string? Slug { get; init; }
    public string? ImageUrl { get; init; }
    public string? CreatedBy { get; init; }
    public long? MaxAllowedMemberships { get; init; }
    public required string PublicMetadata { get; init; }
    public required string PrivateMetadata { get; init; }

    public override IReadOnlyList<string> FindDifferences(IClerkVersion version)
    {
        var clerk = (ClerkOrganization)version;
        return new Differences()
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
}
