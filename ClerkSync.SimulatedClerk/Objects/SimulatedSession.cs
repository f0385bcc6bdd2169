namespace ClerkSync.SimulatedClerk.Objects;

/// <summary>A session of a user.</summary>
internal sealed record SimulatedSession : IClerkObject
{
    /// <summary>The status of a session that can be used.</summary>
    public const string Active = "active";

    /// <summary>The status of a session that was revoked through the Backend API.</summary>
    public const string Revoked = "revoked";

    public required string Id { get; init; }
    public required string UserId { get; init; }
    public required string ClientId { get; init; }
    public string Status { get; init; } = Active;

    /// <summary>The active organization; null when there is none.</summary>
    public string? OrganizationId { get; init; }
    public required long CreatedAt { get; init; }
    public required long UpdatedAt { get; init; }

    IClerkObject IClerkObject.ChangedAt(long updatedAt) => this with { UpdatedAt = updatedAt };
}
