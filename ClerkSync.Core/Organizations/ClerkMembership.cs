using System.Text.Json;
using ClerkSync.Core.Json;

namespace ClerkSync.Core.Organizations;

/// <summary>One version of a Clerk organization membership, as a row of <c>organization_memberships</c>.</summary>
internal sealed record ClerkMembership
{
    public required ClerkId Id { get; init; }
    public required ClerkId OrganizationId { get; init; }
    public required ClerkId UserId { get; init; }

    /// <summary>Clerk's word, such as <c>org:member</c>.</summary>
    public string? Role { get; init; }

    /// <summary>A JSON array of Clerk's words, such as <c>org:posts:read</c>.</summary>
    public string Permissions { get; init; } = "[]";

    public string PublicMetadata { get; init; } = "{}";
    public string PrivateMetadata { get; init; } = "{}";
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>Clerk's version of the object.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>When Clerk sent the event; orders events of one version.</summary>
    public required DateTimeOffset EventAt { get; init; }

    /// <summary>Reads Clerk's membership object.</summary>
    /// <param name="payload">As Clerk sent it.</param>
    /// <param name="eventAt">The envelope's time; null where there was no event, which counts as the earliest of its version.</param>
    /// <exception cref="JsonException">It names no user, or metadata is not an object.</exception>
    public static ClerkMembership From(MembershipPayload payload, DateTimeOffset? eventAt) =>
        new()
        {
            Id = payload.Id,
            OrganizationId = payload.Organization.Id,
            UserId = payload.PublicUserData?.UserId ?? throw new JsonException(),
            Role = payload.Role,
            Permissions = JsonSerializer.Serialize(payload.Permissions ?? [], ClerkJson.Default.IReadOnlyListString),
            PublicMetadata = Metadata.Read(payload.PublicMetadata),
            PrivateMetadata = Metadata.Read(payload.PrivateMetadata),
            CreatedAt = payload.CreatedAt,
            UpdatedAt = payload.UpdatedAt,
            EventAt = eventAt ?? payload.UpdatedAt,
        };
}
