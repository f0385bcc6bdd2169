using System.Text.RegularExpressions;

namespace DesignForge.DesignSystems;

/// <summary>The body of a request that creates a design system. Use it only if <see cref="IsValid"/>.</summary>
public sealed partial record NewDesignSystem
{
    /// <summary>The expected body, as the end of a sentence that starts with "The body must be".</summary>
    internal const string Shape = "{name, colors}: a name of 1 to 100 characters, and 1 to 64 colors such as #0a7cff";

    private const int MaxNameLength = 100;
    private const int MaxColors = 64;

    /// <summary>Null when missing.</summary>
    public string? Name { get; init; }

    /// <summary>Null when missing.</summary>
    public IReadOnlyList<string?>? Colors { get; init; }

    /// <summary>Whether the design system can be created.</summary>
    // Control characters are rejected, because Postgres cannot store U+0000.
    public bool IsValid =>
        !string.IsNullOrWhiteSpace(Name)
        && Name.Length <= MaxNameLength
        && !Name.Any(char.IsControl)
        && Colors is { Count: > 0 and <= MaxColors }
        && Colors.All(color => color is not null && Color().IsMatch(color));

    /// <summary>Whether the design system was created from this body.</summary>
    internal bool Describes(DesignSystem made) => Name == made.Name && made.Colors.SequenceEqual(Colors ?? []);

    [GeneratedRegex(@"\A#[0-9A-Fa-f]{6}\z")]
    private static partial Regex Color();
}
