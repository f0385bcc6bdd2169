namespace ClerkSync.Core.ClerkApi;

/// <summary>Reads where Clerk's Backend API is.</summary>
public static class ClerkApiUrl
{
    /// <summary>The setting's name; Clerk's own SDKs read the same.</summary>
    public const string Setting = "CLERK_API_URL";

    private const string Version = "/v1";

    /// <summary>Parses the address; a slash or <c>/v1</c> at its end makes no difference.</summary>
    /// <returns>The address that the routes are relative to: it ends with <c>/v1/</c>.</returns>
    /// <exception cref="FormatException">It is not an address of HTTP.</exception>
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
