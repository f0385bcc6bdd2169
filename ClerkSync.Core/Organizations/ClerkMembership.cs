using System.Text.Json;
using ClerkSync.Core.Json;

namespace ClerkSync.Core.Organizations;

/// <summary>One version of a Clerk organization membership, as a row of <c>organization_memberships</c>.</summary>
internal sealed record ClerkMembership : IClerkVersion
{
    public required ClerkId Id { get; init; }
    public required ClerkId OrganizationId { get; init; }
    public required ClerkId UserId { get; init; }

    /// <summary>Clerk's word, such as <c>org:member</c>.</summary>
    public string? Role { get; init; }

    /// <summary>A JSON array of Clerk's words, such as <c>org:posts:read</c>, sorted: their order says nothing.</summary>
    public string Permissions { get; init; } = "[]";

    public string PublicMetadata { get; init; } = "{}";
    public string PrivateMetadata { get; init; } = "{}";
    public DateTimeOffset? CreatedAt { get; init; }
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
            Permissions = JsonSerializer.Serialize(
                [.. (payload.Permissions ?? []).Order(StringComparer.Ordinal)],
                ClerkJson.Default.IReadOnlyListString
            ),
            PublicMetadata = Metadata.Read(payload.PublicMetadata),
            PrivateMetadata = Metadata.Read(payload.PrivateMetadata),
            CreatedAt = payload.CreatedAt,
            UpdatedAt = payload.UpdatedAt,
            EventAt = eventAt ?? payload.UpdatedAt,
        };

    /// <summary>Reads what Clerk's API lists. A membership of nobody, which its description allows, is none.</summary>
    public static IEnumerable<ClerkMembership> From(IEnumerable<MembershipPayload> payloads) =>
        payloads.Where(payload => payload.PublicUserData is not null).Select(payload => From(payload, null));
}
