using System.Text.RegularExpressions;

namespace ClerkSync.SimulatedClerk.Objects;

/// <summary>An organization that is to be created.</summary>
internal sealed partial record NewOrganization
{
    public required string Name { get; init; }

    /// <summary>Null makes one of the name.</summary>
    public string? Slug { get; init; }

    /// <summary>The id of the user who becomes its admin; null when nobody does.</summary>
    public string? CreatedBy { get; init; }

    /// <summary>0 is no limit.</summary>
    public int MaxAllowedMemberships { get; init; }
    public Metadata Metadata { get; init; } = Metadata.Empty;

    /// <summary>Epoch milliseconds; null means now.</summary>
    public long? CreatedAt { get; init; }

    /// <summary>The organization with a new id.</summary>
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
