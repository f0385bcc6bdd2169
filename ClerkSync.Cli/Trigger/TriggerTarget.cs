using ClerkSync.Cli.Settings;
using ClerkSync.Core;
using ClerkSync.Core.ClerkApi;
using ClerkSync.Core.Webhooks;
using Svix;
using Svix.Exceptions;

namespace ClerkSync.Cli.Trigger;

/// <summary>Where to send, and what to sign with.</summary>
/// <param name="Endpoint">Takes the webhooks.</param>
/// <param name="Webhook">Signs them.</param>
/// <param name="SimulatedClerk">Through which they go if it runs, and its secret key; null when they are to go elsewhere.</param>
internal sealed record TriggerTarget(Uri Endpoint, Webhook Webhook, (Uri Url, string? Key)? SimulatedClerk)
{
    /// <summary>Set by <c>up</c>: the URL of its endpoint.</summary>
    public const string UrlSetting = "CLERKSYNC_URL";

    private static readonly Uri DefaultEndpoint = new("http://localhost:7071/api/webhooks/clerk");

    /// <summary>What the command line says, else the settings.</summary>
    /// <param name="settings">The environment's, then the data folder's.</param>
    /// <param name="url">Null takes the settings'.</param>
    /// <param name="secret">Null takes the settings'; of several the first signs.</param>
    /// <exception cref="SettingException">There is no secret, or a setting is malformed.</exception>
    public static TriggerTarget Find(VerbSettings settings, Uri? url, string? secret) =>
        new(
            url ?? FindEndpoint(settings),
            CreateWebhook(settings, secret),
            url is null && secret is null ? FindSimulatedClerk(settings) : null
        );

    /// <summary>The endpoint that the settings name.</summary>
    /// <exception cref="SettingException">It is no URL.</exception>
    public static Uri FindEndpoint(VerbSettings settings) =>
        settings.Configuration[UrlSetting] switch
        {
            null => DefaultEndpoint,
            var text => HttpUrl.Find(text)
                ?? throw new SettingException(UrlSetting, $"{UrlSetting} must be an http:// or https:// URL."),
        };

    /// <summary>A URL without the user name, the password and the key that it may carry.</summary>
    public static string Show(Uri url) =>
        url.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.Unescaped);

    /// <summary>A Clerk on this machine is a simulated one.</summary>
    public static (Uri Url, string? Key)? FindSimulatedClerk(VerbSettings settings) =>
        Uri.TryCreate(settings.Configuration[ClerkApiUrl.Setting], UriKind.Absolute, out var url) && url.IsLoopback
            ? (url, settings.Configuration[ClerkSecretKey.Setting])
            : null;

    private static Webhook CreateWebhook(VerbSettings settings, string? secret)
    {
        if (secret is not null)
        {
            return CreateWebhook(secret);
        }

        if (WebhookSecrets.Read(settings.Configuration) is [var first, ..])
        {
            return new Webhook(first);
        }

        settings.WithData(WebhookSecrets.Setting);
        throw new SettingException(
            WebhookSecrets.Setting,
            $"{WebhookSecrets.Setting} is not set, so nothing can be signed. Set it to the endpoint's secret; \"up\" makes one for its own."
        );
    }

    private static Webhook CreateWebhook(string secret)
    {
        try
        {
            return new Webhook(secret.Trim());
        }
        catch (Exception exception) when (exception is FormatException or EmptyWebhookSecretException)
        {
            throw new UsageException(
                "--secret must be whsec_ followed by base64, as the endpoint's page in the Clerk Dashboard shows it."
            );
        }
    }
}
