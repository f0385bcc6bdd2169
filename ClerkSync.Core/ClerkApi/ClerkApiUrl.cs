namespace ClerkSync.Core.ClerkApi;

/// <summary>Reads the URL of Clerk's Backend API.</summary>
internal static class ClerkApiUrl
{
    /// <summary>Clerk's own SDKs use this name too.</summary>
    public const string Setting = "CLERK_API_URL";

    private const string Version = "/v1";

    /// <summary>Parses the URL. A slash or <c>/v1</c> at its end makes no difference.</summary>
    /// <returns>The URL that the routes are relative to. It ends with <c>/v1/</c>.</returns>
    /// <exception cref="FormatException">The text is not an HTTP URL.</exception>
    internal static Uri Parse(string text)
    {
        if (HttpUrl.Find(text) is not { UserInfo: "", Query: "", Fragment: "" } url)
        {
            throw new FormatException();
        }

        var path = url.AbsolutePath.TrimEnd('/');
        var prefix = path.EndsWith(Version, StringComparison.Ordinal) ? path[..^Version.Length] : path;
        return new Uri(url, $"{prefix}{Version}/");
    }
}
