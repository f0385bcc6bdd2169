namespace DesignForge.DesignSystems;

/// <summary>A named set of colors.</summary>
public sealed record DesignSystem
{
    public required Guid Id { get; init; }

    public required string Name { get; init; }

    /// <summary>Colors such as <c>#0a7cff</c>.</summary>
    public required IReadOnlyList<string> Colors { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }
}
