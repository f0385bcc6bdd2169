using System.Text.Json;
using ClerkSync.Core.Json;
using ClerkSync.Core.Objects;

namespace ClerkSync.Core.Organizations;

/// <summary>One version of a Clerk organization membership, as a row of <c>organization_memberships</c>.</summary>
internal sealed record ClerkMembership : IClerkVersion
{
    public required ClerkId Id { get; init; }
    public required ClerkId OrganizationId { get; init; }
    public required ClerkId UserId { get; init; }

    /// <summary>Such as <c>org:member</c>.</summary>
    public string? Role { get; init; }

    /// <summary>A JSON array such as <c>["org:posts:read"]</c>, sorted, because Clerk's order has no meaning.</summary>
    public string Permissions { get; init; } = "[]";

    public string PublicMetadata { get; init; } = "{}";
    public string PrivateMetadata { get; init; } = "{}";
    public DateTimeOffset? CreatedAt { get; init; }
    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>Reads Clerk's membership object; null for one without a user, which Clerk's API description allows.</summary>
    /// <remarks>Sources: Clerk's Backend API 2026-05-12, <c>OrganizationMembership</c>; webhook specification 2025-04-15.</remarks>
    /// <exception cref="JsonException">An id (own, organization or user) or <c>updated_at</c> is missing or unreadable.</exception>
    public static ClerkMembership? Read(ObjectReader json) =>
        json.FindObject("public_user_data") is { } user
            ? new()
            {
                Id = json.GetId("id"),
                OrganizationId = json.GetObject("organization").GetId("id"),
                UserId = user.GetId("user_id"),
                Role = json.FindText("role"),
                Permissions = JsonSerializer.Serialize(
                    [.. json.FindTexts("permissions").Order(StringComparer.Ordinal)],
                    ClerkJson.Default.IReadOnlyListString
                ),
                PublicMetadata = json.FindMetadata("public_metadata"),
                PrivateMetadata = json.FindMetadata("private_metadata"),
                CreatedAt = json.FindTime("created_at"),
                UpdatedAt = json.GetTime("updated_at"),
            }
            : null;
}
