using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using ClerkSync.Core.Json;

namespace ClerkSync.Core.Users;

/// <summary>
/// All columns of a row of <c>users</c> except the private metadata. For a person whose row is deleted, only the id and
/// the time.
/// </summary>
internal sealed record PersonRow
{
    public required string ClerkId { get; init; }
    public Guid? Id { get; init; }
    public string? Email { get; init; }
    public string? PrimaryEmail { get; init; }
    public string? FirstName { get; init; }
    public string? LastName { get; init; }
    public string? Username { get; init; }
    public string? Phone { get; init; }
    public string? ImageUrl { get; init; }
    public string? ExternalId { get; init; }
    public string? Plan { get; init; }
    public long? Credits { get; init; }
    public bool? Banned { get; init; }
    public bool? Locked { get; init; }

    [JsonContent(typeof(JsonObject))]
    [JsonConverter(typeof(JsonTextConverter))]
    public string? PublicMetadata { get; init; }

    [JsonContent(typeof(JsonObject))]
    [JsonConverter(typeof(JsonTextConverter))]
    public string? UnsafeMetadata { get; init; }

    public DateTimeOffset? LastSignInAt { get; init; }
    public DateTimeOffset? ClerkCreatedAt { get; init; }
    public DateTimeOffset? ClerkUpdatedAt { get; init; }
    public DateTimeOffset? ClerkEventAt { get; init; }
    public DateTimeOffset? CreatedAt { get; init; }
    public DateTimeOffset? UpdatedAt { get; init; }
    public DateTimeOffset? DeletedAt { get; init; }
}

/// <summary>A user that a search found.</summary>
internal sealed record FoundPerson
{
    public required string ClerkId { get; init; }

    /// <summary>The email that the user holds, else the primary email in Clerk.</summary>
    public string? Email { get; init; }

    public string? Name { get; init; }
    public required bool IsDeleted { get; init; }
}
