using Microsoft.Extensions.Configuration;

namespace ClerkSync.Core.Sessions;

internal static class ClerkIssuer
{
    public const string Setting = "CLERK_ISSUER";

    // The Dashboard shows the JWKS URL beside the Frontend API URL. Its path begins with the issuer's.
    private const string WellKnown = "/.well-known/";

    private static readonly string[] BackendHosts = ["api.clerk.com", "api.clerk.dev"];

    /// <summary>Reads <c>CLERK_ISSUER</c>. Returns null when it is not set; no session token is then accepted.</summary>
    /// <returns>The <c>iss</c> that a token must have: the URL without a slash at its end and without the path of the JWKS.</returns>
    /// <exception cref="SettingException">The value is not the URL of a Frontend API.</exception>
    public static string? Find(IConfiguration configuration) =>
        configuration[Setting]?.Trim() switch
        {
            null or "" => null,
            var value
                when Uri.TryCreate(value, UriKind.Absolute, out var url)
                    && IsTrustworthy(url)
                    && url is { UserInfo: "", Query: "", Fragment: "" } => !BackendHosts.Contains(url.Host)
                ? WithoutWellKnown(url.GetLeftPart(UriPartial.Path)).TrimEnd('/')
                : throw new SettingException(
                    Setting,
                    $"{Setting} is the URL of Clerk's Backend API, which issues no tokens. Give the Frontend API URL, as the API keys page of the Clerk Dashboard shows it."
                ),
            _ => throw new SettingException(
                Setting,
                $"{Setting} must be the https:// URL of the Clerk application's Frontend API, as the API keys page of the Clerk Dashboard shows it; http:// is for this machine only."
            ),
        };

    private static string WithoutWellKnown(string url) =>
        url.IndexOf(WellKnown, StringComparison.Ordinal) is > 0 and var end ? url[..end] : url;

    /// <summary>
    /// The keys are requested from this URL, so an attacker on the network must not be able to replace them.
    /// </summary>
    private static bool IsTrustworthy(Uri url) => url.Scheme == "https" || (url.Scheme == "http" && url.IsLoopback);
}
