using System.Text.Json;
using System.Text.Json.Serialization;
using ClerkSync.Core.Json;

namespace ClerkSync.Core.Users;

/// <summary>Clerk's user object, as far as it is kept.</summary>
/// <remarks>Source: Clerk's webhook specification 2025-04-15, <c>user.created</c>.</remarks>
internal sealed record UserPayload
{
    public required ClerkId Id { get; init; }
    public string? PrimaryEmailAddressId { get; init; }
    public string? PrimaryPhoneNumberId { get; init; }
    public string? Username { get; init; }
    public string? FirstName { get; init; }
    public string? LastName { get; init; }
    public string? ImageUrl { get; init; }
    public string? ExternalId { get; init; }
    public bool? Banned { get; init; }
    public bool? Locked { get; init; }
    public JsonElement PublicMetadata { get; init; }
    public JsonElement PrivateMetadata { get; init; }
    public JsonElement UnsafeMetadata { get; init; }
    public IReadOnlyList<EmailAddress?>? EmailAddresses { get; init; }
    public IReadOnlyList<PhoneNumber?>? PhoneNumbers { get; init; }

    [JsonConverter(typeof(EpochTime.Milliseconds))]
    public DateTimeOffset? LastSignInAt { get; init; }

    [JsonConverter(typeof(EpochTime.Milliseconds))]
    public DateTimeOffset? CreatedAt { get; init; }

    [JsonConverter(typeof(EpochTime.Milliseconds))]
    public required DateTimeOffset UpdatedAt { get; init; }

    internal sealed record EmailAddress(string? Id, [property: JsonPropertyName("email_address")] string? Address);

    internal sealed record PhoneNumber(string? Id, [property: JsonPropertyName("phone_number")] string? Number);
}
