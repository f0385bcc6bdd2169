namespace ClerkSync.Tests.Drivers;

internal sealed record UserRow
{
    public const string Columns = """
        clerk_id, email, primary_email, first_name, last_name, username, phone, image_url, plan, credits, banned, locked,
        public_metadata::text, private_metadata::text, unsafe_metadata::text, external_id, last_sign_in_at,
        clerk_created_at, clerk_updated_at, clerk_event_at, updated_at, deleted_at, xmin::text as version
        """;

    public required string ClerkId { get; init; }
    public string? Email { get; init; }
    public string? PrimaryEmail { get; init; }
    public string? FirstName { get; init; }
    public string? LastName { get; init; }
    public string? Username { get; init; }
    public string? Phone { get; init; }
    public string? ImageUrl { get; init; }
    public required string Plan { get; init; }
    public long Credits { get; init; }
    public bool Banned { get; init; }
    public bool Locked { get; init; }
    public required string PublicMetadata { get; init; }
    public required string PrivateMetadata { get; init; }
    public required string UnsafeMetadata { get; init; }
    public string? ExternalId { get; init; }
    public DateTimeOffset? LastSignInAt { get; init; }
    public DateTimeOffset? ClerkCreatedAt { get; init; }
    public DateTimeOffset ClerkUpdatedAt { get; init; }
    public DateTimeOffset ClerkEventAt { get; init; }
    public DateTimeOffset UpdatedAt { get; init; }
    public DateTimeOffset? DeletedAt { get; init; }

    /// <summary>Changes whenever the row is written.</summary>
    public required string Version { get; init; }
}
