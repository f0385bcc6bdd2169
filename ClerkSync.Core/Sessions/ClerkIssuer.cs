using Microsoft.Extensions.Configuration;

namespace ClerkSync.Core.Sessions;

/// <summary>Reads who issues the session tokens.</summary>
public static class ClerkIssuer
{
    /// <summary>The setting's name.</summary>
    public const string Setting = "CLERK_ISSUER";

    /// <summary>Reads <c>CLERK_ISSUER</c>; null when it is not set, and then no session token is accepted.</summary>
    /// <returns>What the <c>iss</c> of a token has to be, to the letter; without a slash at its end.</returns>
    /// <exception cref="SettingException">It is no such URL.</exception>
    public static string? Find(IConfiguration configuration) =>
        configuration[Setting]?.Trim() switch
        {
            null or "" => null,
            var value
                when Uri.TryCreate(value, UriKind.Absolute, out var url)
                    && IsTrustworthy(url)
                    && url is { UserInfo: "", Query: "", Fragment: "" } => url.GetLeftPart(UriPartial.Path)
                .TrimEnd('/'),
            _ => throw new SettingException(
                Setting,
                $"{Setting} must be the https:// URL of the Clerk application's Frontend API, as the API keys page of the Clerk Dashboard shows it; http:// is for this machine only."
            ),
        };

    /// <summary>The keys come from there, so nobody on the way may put in his own.</summary>
    private static bool IsTrustworthy(Uri url) => url.Scheme == "https" || (url.Scheme == "http" && url.IsLoopback);
}
