namespace DesignForge.DesignSystems;

/// <summary>A named set of colors.</summary>
public sealed record DesignSystem
{
    /// <summary>Its id.</summary>
    public required Guid Id { get; init; }

    /// <summary>What its owner calls it.</summary>
    public required string Name { get; init; }

    /// <summary>Each as <c>#rrggbb</c>.</summary>
    public required IReadOnlyList<string> Colors { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }
}
