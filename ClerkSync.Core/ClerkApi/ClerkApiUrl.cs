using Microsoft.Extensions.Configuration;

namespace ClerkSync.Core.ClerkApi;

/// <summary>Reads where Clerk's Backend API is.</summary>
public static class ClerkApiUrl
{
    /// <summary>The setting's name; Clerk's own SDKs read the same.</summary>
    public const string Setting = "CLERK_API_URL";

    private const string Default = "https://api.clerk.com";
    private const string Version = "/v1";

    /// <summary>Reads <c>CLERK_API_URL</c>; a slash or <c>/v1</c> at its end makes no difference.</summary>
    /// <returns>The address that the routes are relative to: it ends with <c>/v1/</c>.</returns>
    /// <exception cref="SettingException">It is not an address of HTTP.</exception>
    public static Uri Read(IConfiguration configuration)
    {
        var value = configuration[Setting]?.Trim() is { Length: > 0 } text ? text : Default;
        if (
            !Uri.TryCreate(value, UriKind.Absolute, out var url)
            || url.Scheme is not ("http" or "https")
            || url is not { UserInfo: "", Query: "", Fragment: "" }
        )
        {
            throw new SettingException(Setting, $"{Setting} must be an http:// or https:// URL, such as {Default}.");
        }

        var path = url.AbsolutePath.TrimEnd('/');
        var prefix = path.EndsWith(Version, StringComparison.Ordinal) ? path[..^Version.Length] : path;
        return new Uri(url, $"{prefix}{Version}/");
    }
}
