using System.Text.Json;

namespace ClerkSync.LocalHost.Functions;

internal static class HostJson
{
    public const string DefaultRoutePrefix = "api";

    private static readonly JsonDocumentOptions Lenient = new()
    {
        CommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
    };

    /// <summary>Reads <c>extensions.http.routePrefix</c>; it may be empty.</summary>
    public static string ReadRoutePrefix(string path)
    {
        using var file = File.OpenRead(path);
        using var json = JsonDocument.Parse(file, Lenient);
        return
            json.RootElement.TryGetProperty("extensions", out var extensions)
            && extensions.TryGetProperty("http", out var http)
            && http.TryGetProperty("routePrefix", out var prefix)
            ? prefix.GetString()!
            : DefaultRoutePrefix;
    }
}
