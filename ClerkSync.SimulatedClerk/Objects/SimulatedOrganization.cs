namespace ClerkSync.SimulatedClerk.Objects;

internal sealed record SimulatedOrganization : IClerkObject
{
    public required string Id { get; init; }
    public required string Name { get; init; }
    public required string Slug { get; init; }
    public string? CreatedBy { get; init; }

    /// <summary>Null means the default image.</summary>
    public string? ImageUrl { get; init; }

    /// <summary>0 means no limit.</summary>
    public int MaxAllowedMemberships { get; init; }
    public bool AdminDeleteEnabled { get; init; } = true;
    public Metadata Metadata { get; init; } = Metadata.Empty;
    public required long CreatedAt { get; init; }
    public required long UpdatedAt { get; init; }

    IClerkObject IClerkObject.ChangedAt(long updatedAt) => this with { UpdatedAt = updatedAt };
}
