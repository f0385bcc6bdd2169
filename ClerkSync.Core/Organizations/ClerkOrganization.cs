using ClerkSync.Core.Json;
using ClerkSync.Core.Objects;

namespace ClerkSync.Core.Organizations;

/// <summary>One version of a Clerk organization, as a row of <c>organizations</c>.</summary>
internal sealed record ClerkOrganization : IClerkVersion
{
    public required ClerkId Id { get; init; }
    public string? Name { get; init; }
    public string? Slug { get; init; }
    public string? ImageUrl { get; init; }

    /// <summary>The id of the user who created it; null if the API created it without a user.</summary>
    public string? CreatedBy { get; init; }

    /// <summary>0 means no limit.</summary>
    public long? MaxAllowedMemberships { get; init; }
    public string PublicMetadata { get; init; } = "{}";
    public string PrivateMetadata { get; init; } = "{}";
    public DateTimeOffset? CreatedAt { get; init; }
    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>Reads Clerk's organization object.</summary>
    /// <remarks>Sources: Clerk's Backend API 2026-05-12, <c>Organization</c>; webhook specification 2025-04-15.</remarks>
    /// <exception cref="System.Text.Json.JsonException">The id or <c>updated_at</c> is missing or unreadable.</exception>
    public static ClerkOrganization Read(ObjectReader json) =>
        new()
        {
            Id = json.GetId("id"),
            Name = json.FindText("name"),
            Slug = json.FindText("slug"),
            ImageUrl = json.FindText("image_url"),
            CreatedBy = json.FindText("created_by"),
            MaxAllowedMemberships = json.FindNumber("max_allowed_memberships"),
            PublicMetadata = json.FindMetadata("public_metadata"),
            PrivateMetadata = json.FindMetadata("private_metadata"),
            CreatedAt = json.FindTime("created_at"),
            UpdatedAt = json.GetTime("updated_at"),
        };
}
