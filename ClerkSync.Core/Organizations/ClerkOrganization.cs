using ClerkSync.Core.Json;

namespace ClerkSync.Core.Organizations;

/// <summary>One version of a Clerk organization, as a row of <c>organizations</c>.</summary>
internal sealed record ClerkOrganization : IClerkVersion
{
    public required ClerkId Id { get; init; }
    public string? Name { get; init; }
    public string? Slug { get; init; }
    public string? ImageUrl { get; init; }
    public string? CreatedBy { get; init; }
    public long? MaxAllowedMemberships { get; init; }
    public string PublicMetadata { get; init; } = "{}";
    public string PrivateMetadata { get; init; } = "{}";
    public DateTimeOffset? CreatedAt { get; init; }
    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>When Clerk sent the event; orders events of one version.</summary>
    public required DateTimeOffset EventAt { get; init; }

    /// <summary>Reads Clerk's organization object.</summary>
    /// <param name="payload">As Clerk sent it.</param>
    /// <param name="eventAt">The envelope's time; null where there was no event, which counts as the earliest of its version.</param>
    /// <exception cref="System.Text.Json.JsonException">Metadata is not an object.</exception>
    public static ClerkOrganization From(OrganizationPayload payload, DateTimeOffset? eventAt) =>
        new()
        {
            Id = payload.Id,
            Name = payload.Name,
            Slug = payload.Slug,
            ImageUrl = payload.ImageUrl,
            CreatedBy = payload.CreatedBy,
            MaxAllowedMemberships = payload.MaxAllowedMemberships,
            PublicMetadata = Metadata.Read(payload.PublicMetadata),
            PrivateMetadata = Metadata.Read(payload.PrivateMetadata),
            CreatedAt = payload.CreatedAt,
            UpdatedAt = payload.UpdatedAt,
            EventAt = eventAt ?? payload.UpdatedAt,
        };
}
