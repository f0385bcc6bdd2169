using System.Text.Json.Serialization;
using ClerkSync.Core.Json;

namespace ClerkSync.Core.Users;

/// <summary>A user as an application sees one: a row of <c>users</c> that is not deleted.</summary>
public sealed record User
{
    /// <summary>Its columns, the id first.</summary>
    internal const string Columns = """
        id, clerk_id, email, first_name, last_name, username, phone, image_url, external_id, plan, credits, banned, locked,
        public_metadata::text, clerk_created_at, created_at, updated_at
        """;

    /// <summary>The row's own id, for foreign keys.</summary>
    public required Guid Id { get; init; }

    /// <summary>Clerk's id.</summary>
    public required string ClerkId { get; init; }

    /// <summary>The address that the user holds; null when there is none, or a newer user holds it.</summary>
    public string? Email { get; init; }

    /// <summary>Null when Clerk has none.</summary>
    public string? FirstName { get; init; }

    /// <summary>Null when Clerk has none.</summary>
    public string? LastName { get; init; }

    /// <summary>Null when Clerk has none.</summary>
    public string? Username { get; init; }

    /// <summary>The primary phone number; null when Clerk has none.</summary>
    public string? Phone { get; init; }

    /// <summary>Null when Clerk has none.</summary>
    public string? ImageUrl { get; init; }

    /// <summary>The application's id of the user at Clerk; null when Clerk has none.</summary>
    public string? ExternalId { get; init; }

    /// <summary>What <see cref="Plans.PlanOrder"/> judges.</summary>
    public required string Plan { get; init; }

    /// <summary>The balance, never negative.</summary>
    public required long Credits { get; init; }

    /// <summary>Whether Clerk has taken the user's access away.</summary>
    public required bool Banned { get; init; }

    /// <summary>Whether Clerk keeps the user out for a while.</summary>
    public required bool Locked { get; init; }

    /// <summary>A JSON object that the server writes and the client may read.</summary>
    [JsonConverter(typeof(JsonTextConverter))]
    public required string PublicMetadata { get; init; }

    /// <summary>When the user signed up with Clerk; null when Clerk has not said.</summary>
    public DateTimeOffset? ClerkCreatedAt { get; init; }

    /// <summary>When the row was inserted.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When the row was last changed, by Clerk or by a change of plan or credits.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>Only the id: whoever logs a user must not log personal data.</summary>
    public override string ToString() => ClerkId;
}
