namespace ClerkSync.Core.Users;

/// <summary>A row of <c>users</c>, to be compared with Clerk.</summary>
internal sealed record StoredUser
{
    public required string ClerkId { get; init; }

    /// <summary>Changes whenever the row is written: its <c>xmin</c>.</summary>
    public required string Version { get; init; }

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
    public DateTimeOffset? ClerkCreatedAt { get; init; }

    /// <summary>When the row was inserted.</summary>
    public DateTimeOffset CreatedAt { get; init; }
}
