using System.Text.Json;
using System.Text.Json.Serialization;
using ClerkSync.Core.Json;

namespace ClerkSync.Core.Organizations;

/// <summary>Clerk's organization membership object, as far as it is kept.</summary>
/// <remarks>Source: Clerk's webhook specification 2025-04-15, <c>organizationMembership.created</c>.</remarks>
internal sealed record MembershipPayload
{
    public required ClerkId Id { get; init; }
    public required string Role { get; init; }
    public IReadOnlyList<string>? Permissions { get; init; }
    public JsonElement PublicMetadata { get; init; }
    public JsonElement PrivateMetadata { get; init; }
    public required MemberOrganization Organization { get; init; }
    public required MemberUser PublicUserData { get; init; }

    [JsonConverter(typeof(EpochTime.Milliseconds))]
    public DateTimeOffset? CreatedAt { get; init; }

    [JsonConverter(typeof(EpochTime.Milliseconds))]
    public required DateTimeOffset UpdatedAt { get; init; }

    internal sealed record MemberOrganization
    {
        public required ClerkId Id { get; init; }
    }

    internal sealed record MemberUser
    {
        public required ClerkId UserId { get; init; }
    }
}
