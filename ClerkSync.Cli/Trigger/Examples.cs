using System.Text.Json.Nodes;

namespace ClerkSync.Cli.Trigger;

/// <summary>Clerk's own example events.</summary>
internal static class Examples
{
    private const string Prefix = "Examples/";
    private const string Suffix = ".json";

    /// <summary>The event types that have an example, in alphabetical order.</summary>
    public static IReadOnlyList<string> EventTypes { get; } =
    [
        .. typeof(Examples)
            .Assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
            .Select(name => name[Prefix.Length..^Suffix.Length])
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>A new copy of an example. The type must be one of <see cref="EventTypes"/>.</summary>
    public static JsonObject Get(string eventType)
    {
        using var resource = typeof(Examples).Assembly.GetManifestResourceStream(Prefix + eventType + Suffix)!;
        return JsonNode.Parse(resource)!.AsObject();
    }
}
