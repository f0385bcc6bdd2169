using System.Text.Json;
using ClerkSync.Core.Json;
using ClerkSync.Core.Objects;

namespace ClerkSync.Core.Users;

/// <summary>One version of a Clerk user, as a row of <c>users</c>.</summary>
internal sealed record ClerkUser : IClerkVersion
{
    // An address has at most 254 characters, and the indexes cannot hold text of several thousand.
    private const int MaxEmailLength = 320;

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

    /// <summary>Reads Clerk's user object.</summary>
    /// <remarks>Sources: Clerk's Backend API 2026-05-12, <c>User</c>; webhook specification 2025-04-15.</remarks>
    /// <exception cref="JsonException">The id or <c>updated_at</c> is missing or unreadable.</exception>
    public static ClerkUser Read(ObjectReader json) =>
        new()
        {
            Id = json.GetId("id"),
            PrimaryEmail = FindPrimary(json, "email_addresses", "primary_email_address_id", "email_address")
                is { Length: <= MaxEmailLength } email
                ? email
                : null,
            FirstName = json.FindText("first_name"),
            LastName = json.FindText("last_name"),
            Username = json.FindText("username"),
            Phone = FindPrimary(json, "phone_numbers", "primary_phone_number_id", "phone_number"),
            ImageUrl = json.FindText("image_url"),
            ExternalId = json.FindText("external_id"),
            Banned = json.FindBoolean("banned") ?? false,
            Locked = json.FindBoolean("locked") ?? false,
            PublicMetadata = json.FindMetadata("public_metadata"),
            PrivateMetadata = json.FindMetadata("private_metadata"),
            UnsafeMetadata = json.FindMetadata("unsafe_metadata"),
            LastSignInAt = json.FindTime("last_sign_in_at"),
            CreatedAt = json.FindTime("created_at"),
            UpdatedAt = json.GetTime("updated_at"),
        };

    /// <summary>Finds the entry that Clerk calls primary. The list may lack it, as in Clerk's own example.</summary>
    private static string? FindPrimary(ObjectReader json, string list, string primaryId, string value) =>
        json.FindText(primaryId) is { } id
        && json.FindObjects(list)
            .Where(entry => entry.FindText("id") == id)
            .Select(entry => entry.FindText(value))
            .FirstOrDefault()
            is { Length: > 0 } text
            ? text
            : null;
}
