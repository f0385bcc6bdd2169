using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using ClerkSync.Core.Json;

namespace ClerkSync.Core.Users;

/// <summary>
/// A user as an application sees one: a row of <c>users</c> that is not deleted. A property is null when Clerk has no value for it.
/// </summary>
public sealed record User
{
    internal const string Columns = """
        id, clerk_id, email, first_name, last_name, username, phone, image_url, external_id, plan, credits, banned, locked,
        public_metadata::text, clerk_created_at, created_at, updated_at
        """;

    /// <summary>The row's own id, for foreign keys.</summary>
    public required Guid Id { get; init; }

    public required string ClerkId { get; init; }

    /// <summary>The email address; null when the user has none, or while another user holds it.</summary>
    public string? Email { get; init; }

    public string? FirstName { get; init; }
    public string? LastName { get; init; }
    public string? Username { get; init; }

    /// <summary>The primary phone number.</summary>
    public string? Phone { get; init; }

    public string? ImageUrl { get; init; }

    /// <summary>The application's own id for the user, as stored in Clerk.</summary>
    public string? ExternalId { get; init; }

    /// <summary>A plan's name; compare it with <see cref="Plans.PlanOrder"/>.</summary>
    public required string Plan { get; init; }

    /// <summary>The balance, never negative.</summary>
    public required long Credits { get; init; }

    public required bool Banned { get; init; }

    /// <summary>Whether the user is temporarily locked in Clerk.</summary>
    public required bool Locked { get; init; }

    /// <summary>A JSON object. Front ends can read it; only a server can change it.</summary>
    [JsonContent(typeof(JsonObject))]
    [JsonConverter(typeof(JsonTextConverter))]
    public required string PublicMetadata { get; init; }

    /// <summary>When the user was created in Clerk; null when unknown.</summary>
    public DateTimeOffset? ClerkCreatedAt { get; init; }

    /// <summary>When the row was inserted.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When the row last changed: Clerk's data, the plan or the credits.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>Returns only the id, so a log contains no personal data.</summary>
    public override string ToString() => ClerkId;
}
