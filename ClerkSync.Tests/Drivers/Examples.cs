using System.Text.Json.Nodes;

namespace ClerkSync.Tests.Drivers;

/// <summary>Clerk's own example payloads, one for each event type.</summary>
internal static class Examples
{
    private const string Prefix = "Examples/";

    public static IReadOnlyList<string> EventTypes { get; } =
    [
        .. typeof(Examples)
            .Assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
            .Select(name => Path.GetFileNameWithoutExtension(name[Prefix.Length..]))
            .Order(StringComparer.Ordinal),
    ];

    public static JsonObject Read(string eventType)
    {
        using var stream = typeof(Examples).Assembly.GetManifestResourceStream($"{Prefix}{eventType}.json")!;
        return JsonNode.Parse(stream)!.AsObject();
    }
}
