using System.Text.Json;
using System.Text.Json.Serialization;
using ClerkSync.Core.Json;

namespace ClerkSync.Core.Organizations;

/// <summary>Clerk's organization object, as far as it is kept.</summary>
/// <remarks>Source: Clerk's Backend API 2026-05-12, <c>Organization</c>; webhook specification 2025-04-15.</remarks>
internal sealed record OrganizationPayload
{
    public required ClerkId Id { get; init; }
    public string? Name { get; init; }
    public string? Slug { get; init; }
    public string? ImageUrl { get; init; }

    /// <summary>The user who made it; null for one that was made by the API for nobody.</summary>
    public string? CreatedBy { get; init; }

    /// <summary>0 means without limit.</summary>
    public long? MaxAllowedMemberships { get; init; }

    public JsonElement PublicMetadata { get; init; }
    public JsonElement PrivateMetadata { get; init; }

    [JsonConverter(typeof(EpochTime.Milliseconds))]
    public DateTimeOffset? CreatedAt { get; init; }

    [JsonConverter(typeof(EpochTime.Milliseconds))]
    public required DateTimeOffset UpdatedAt { get; init; }
}
