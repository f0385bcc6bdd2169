using System.Text.Json;
using System.Text.Json.Serialization;
using ClerkSync.Core.Json;

namespace ClerkSync.Core.Organizations;

/// <summary>Clerk's organization membership object, as far as it is kept.</summary>
/// <remarks>Source: Clerk's Backend API 2026-05-12, <c>OrganizationMembership</c>; webhook specification 2025-04-15.</remarks>
internal sealed record MembershipPayload
{
    public required ClerkId Id { get; init; }
    public required OrganizationReference Organization { get; init; }

    /// <summary>The member; null where Clerk leaves it out, which its API description allows.</summary>
    public UserReference? PublicUserData { get; init; }

    /// <summary>Such as <c>org:member</c>.</summary>
    public string? Role { get; init; }

    public IReadOnlyList<string>? Permissions { get; init; }
    public JsonElement PublicMetadata { get; init; }
    public JsonElement PrivateMetadata { get; init; }

    [JsonConverter(typeof(EpochTime.Milliseconds))]
    public DateTimeOffset? CreatedAt { get; init; }

    [JsonConverter(typeof(EpochTime.Milliseconds))]
    public required DateTimeOffset UpdatedAt { get; init; }

    internal sealed record OrganizationReference
    {
        public required ClerkId Id { get; init; }
    }

    internal sealed record UserReference
    {
        public required ClerkId UserId { get; init; }
    }
}
