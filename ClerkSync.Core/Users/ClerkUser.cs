using System.Text.Json;
using ClerkSync.Core.Json;

namespace ClerkSync.Core.Users;

/// <summary>One version of a Clerk user, as a row of <c>users</c>.</summary>
internal sealed record ClerkUser : IClerkVersion
{
    public required ClerkId Id { get; init; }
    public string? PrimaryEmail { get; init; }
    public string? FirstName { get; init; }
    public string? LastName { get; init; }
    public string? Username { get; init; }
    public string? Phone { get; init; }
    public string? ImageUrl { get; init; }
    public string? ExternalId { get; init; }
    public bool Banned { get; init; }
    public bool Locked { get; init; }
    public string PublicMetadata { get; init; } = "{}";
    public string PrivateMetadata { get; init; } = "{}";
    public string UnsafeMetadata { get; init; } = "{}";
    public DateTimeOffset? LastSignInAt { get; init; }
    public DateTimeOffset? CreatedAt { get; init; }
    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>When Clerk sent the event; orders events of one version.</summary>
    public required DateTimeOffset EventAt { get; init; }

    /// <summary>Reads Clerk's user object.</summary>
    /// <param name="payload">As Clerk sent it.</param>
    /// <param name="eventAt">The envelope's time; null where there was no event, which counts as the earliest of its version.</param>
    /// <exception cref="JsonException">Metadata is not an object.</exception>
    public static ClerkUser From(UserPayload payload, DateTimeOffset? eventAt) =>
        new()
        {
            Id = payload.Id,
            PrimaryEmail = Primary(payload.EmailAddresses, payload.PrimaryEmailAddressId, e => e.Id, e => e.Address),
            FirstName = payload.FirstName,
            LastName = payload.LastName,
            Username = payload.Username,
            Phone = Primary(payload.PhoneNumbers, payload.PrimaryPhoneNumberId, p => p.Id, p => p.Number),
            ImageUrl = payload.ImageUrl,
            ExternalId = payload.ExternalId,
            Banned = payload.Banned ?? false,
            Locked = payload.Locked ?? false,
            PublicMetadata = Metadata.Read(payload.PublicMetadata),
            PrivateMetadata = Metadata.Read(payload.PrivateMetadata),
            UnsafeMetadata = Metadata.Read(payload.UnsafeMetadata),
            LastSignInAt = payload.LastSignInAt,
            CreatedAt = payload.CreatedAt,
            UpdatedAt = payload.UpdatedAt,
            EventAt = eventAt ?? payload.UpdatedAt,
        };

    /// <summary>Finds the entry that Clerk calls primary. It can be absent: Clerk's own example names one and lists none.</summary>
    private static string? Primary<T>(
        IReadOnlyList<T?>? entries,
        string? primaryId,
        Func<T, string?> id,
        Func<T, string?> value
    )
        where T : class =>
        primaryId is not null
        && entries?.FirstOrDefault(entry => entry is not null && id(entry) == primaryId) is { } primary
            ? value(primary) is { Length: > 0 } text
                ? text
                : null
            : null;
}
