using System.Text.Json;
using System.Text.Json.Serialization;
using ClerkSync.Core.Json;

namespace ClerkSync.Core.Organizations;

/// <summary>Clerk's organization object, as far as it is kept.</summary>
/// <remarks>Source: Clerk's webhook specification 2025-04-15, <c>organization.created</c>.</remarks>
internal sealed record OrganizationPayload
{
    public required ClerkId Id { get; init; }
    public required string Name { get; init; }
    public string? Slug { get; init; }
    public string? ImageUrl { get; init; }
    public string? CreatedBy { get; init; }
    public long? MaxAllowedMemberships { get; init; }
    public JsonElement PublicMetadata { get; init; }
    public JsonElement PrivateMetadata { get; init; }

    [JsonConverter(typeof(EpochTime.Milliseconds))]
    public DateTimeOffset? CreatedAt { get; init; }

    [JsonConverter(typeof(EpochTime.Milliseconds))]
    public required DateTimeOffset UpdatedAt { get; init; }
}
