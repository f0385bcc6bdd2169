using System.Text.RegularExpressions;

namespace ClerkSync.SimulatedClerk.Objects;

/// <summary>The values of a new organization.</summary>
internal sealed partial record NewOrganization
{
    public required string Name { get; init; }

    /// <summary>Null creates a slug from the name.</summary>
    public string? Slug { get; init; }

    /// <summary>The id of the user who becomes the admin; null for none.</summary>
    public string? CreatedBy { get; init; }

    /// <summary>0 means no limit.</summary>
    public int MaxAllowedMemberships { get; init; }
    public Metadata Metadata { get; init; } = Metadata.Empty;

    /// <summary>Epoch milliseconds; null means now.</summary>
    public long? CreatedAt { get; init; }

    /// <summary>Creates the organization with a new id.</summary>
    /// <param name="now">Epoch milliseconds.</param>
    public SimulatedOrganization ToOrganization(long now) =>
        new()
        {
            Id = SimulatedIds.Draw("org"),
            Name = Name,
            Slug = Slug ?? $"{Unsluggable().Replace(Name.ToLowerInvariant(), "-").Trim('-')}-{now}",
            CreatedBy = CreatedBy,
            MaxAllowedMemberships = MaxAllowedMemberships,
            Metadata = Metadata,
            CreatedAt = CreatedAt ?? now,
            UpdatedAt = now,
        };

    [GeneratedRegex("[^a-z0-9]+")]
    private static partial Regex Unsluggable();
}
