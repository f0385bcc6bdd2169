using ClerkSync.Core.Objects;

namespace ClerkSync.Core.Users;

/// <summary>A row of <c>users</c>, to be compared with Clerk.</summary>
internal sealed record StoredUser : StoredRow
{
    public const string Table = "users";

    public const string Columns = """
        email, primary_email, first_name, last_name, username, phone, image_url, external_id, banned, locked,
        public_metadata::text, private_metadata::text, unsafe_metadata::text
        """;

    /// <summary>The email it holds.</summary>
    public string? Email { get; init; }

    public string? PrimaryEmail { get; init; }
    public string? FirstName { get; init; }
    public string? LastName { get; init; }
    public string? Username { get; init; }
    public string? Phone { get; init; }
    public string? ImageUrl { get; init; }
    public string? ExternalId { get; init; }
    public bool Banned { get; init; }
    public bool Locked { get; init; }
    public required string PublicMetadata { get; init; }
    public required string PrivateMetadata { get; init; }
    public required string UnsafeMetadata { get; init; }

    /// <remarks>
    /// Does not compare <c>last_sign_in_at</c>, which changes in Clerk without an event, or the version, which alone is
    /// not a difference. A null email is correct when a newer user holds the email.
    /// </remarks>
    public override IReadOnlyList<string> FindDifferences(IClerkVersion version)
    {
        var clerk = (ClerkUser)version;
        return new Differences()
            .Compare("primary_email", clerk.PrimaryEmail == PrimaryEmail)
            .Compare("email", Email is null || Email == clerk.PrimaryEmail)
            .Compare("first_name", clerk.FirstName == FirstName)
            .Compare("last_name", clerk.LastName == LastName)
            .Compare("username", clerk.Username == Username)
            .Compare("phone", clerk.Phone == Phone)
            .Compare("image_url", clerk.ImageUrl == ImageUrl)
            .Compare("external_id", clerk.ExternalId == ExternalId)
            .Compare("banned", clerk.Banned == Banned)
            .Compare("locked", clerk.Locked == Locked)
            .CompareJson("public_metadata", clerk.PublicMetadata, PublicMetadata)
            .CompareJson("private_metadata", clerk.PrivateMetadata, PrivateMetadata)
            .CompareJson("unsafe_metadata", clerk.UnsafeMetadata, UnsafeMetadata)
            .Compare("clerk_created_at", clerk.CreatedAt == ClerkCreatedAt)
            .Columns;
    }
}
