using System.Text.Json.Nodes;

namespace ClerkSync.Cli.Trigger;

/// <summary>Clerk's own examples of its events.</summary>
internal static class Examples
{
    private const string Prefix = "Examples/";
    private const string Suffix = ".json";

    /// <summary>The events that there is an example of, in alphabetical order.</summary>
    public static IReadOnlyList<string> EventTypes { get; } =
    [
        .. typeof(Examples)
            .Assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
            .Select(name => name[Prefix.Length..^Suffix.Length])
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>A fresh copy of the example of one of <see cref="EventTypes"/>.</summary>
    public static JsonObject Get(string eventType)
    {
        using var resource = typeof(Examples).Assembly.GetManifestResourceStream(Prefix + eventType + Suffix)!;
        return JsonNode.Parse(resource)!.AsObject();
    }
}
