using Microsoft.Extensions.Configuration;

namespace ClerkSync.Core.Webhooks;

/// <summary>Reads the signing secrets. Several are accepted, so a secret can be rotated without a gap.</summary>
internal static class WebhookSecrets
{
    /// <summary>The name that Clerk's own SDKs use.</summary>
    public const string Setting = "CLERK_WEBHOOK_SIGNING_SECRET";

    /// <summary>The name in many guides.</summary>
    public const string OlderSetting = "CLERK_WEBHOOK_SECRET";
    private const string Prefix = "whsec_";

    /// <summary>Reads the secrets of both names, separated by spaces or commas.</summary>
    /// <returns>An empty list when none is set.</returns>
    /// <exception cref="SettingException">A secret is not <c>whsec_</c> followed by base64.</exception>
    public static IReadOnlyList<string> Read(IConfiguration configuration) =>
        [.. Read(configuration, Setting).Union(Read(configuration, OlderSetting))];

    private static string[] Read(IConfiguration configuration, string setting)
    {
        var secrets = (configuration[setting] ?? "").Split(
            [' ', ','],
            StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries
        );
        return secrets.All(IsWellFormed)
            ? secrets
            : throw new SettingException(
                setting,
                $"{setting} must be whsec_ followed by base64, as the endpoint's page in the Clerk Dashboard shows it; several are separated by spaces or commas."
            );
    }

    private static bool IsWellFormed(string secret)
    {
        var key = secret.AsSpan(secret.StartsWith(Prefix, StringComparison.Ordinal) ? Prefix.Length : 0);
        return key.Length > 0 && Convert.TryFromBase64Chars(key, new byte[key.Length], out var length) && length > 0;
    }
}
