namespace ClerkSync.Core;

/// <summary>An <c>http://</c> or <c>https://</c> URL.</summary>
internal static class HttpUrl
{
    /// <summary>Null for any other text.</summary>
    public static Uri? Find(string? text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" ? url : null;

    /// <exception cref="FormatException">The text is not such a URL.</exception>
    public static Uri Parse(string text) => Find(text) ?? throw new FormatException();

    /// <summary>The URL without user name, password, path and query, which may contain a secret.</summary>
    public static string? ShowServer(Uri? url) =>
        url?.GetComponents(UriComponents.SchemeAndServer, UriFormat.UriEscaped);
}
