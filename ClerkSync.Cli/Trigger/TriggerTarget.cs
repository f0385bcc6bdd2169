using ClerkSync.Cli.Settings;
using ClerkSync.Core;
using ClerkSync.Core.ClerkApi;
using ClerkSync.Core.Webhooks;
using ClerkSync.LocalHost.Up;
using Svix;
using Svix.Exceptions;

namespace ClerkSync.Cli.Trigger;

/// <summary>The receiver of an event, and the key that signs it.</summary>
/// <param name="SimulatedClerk">
/// The simulated Clerk and its secret key, if the event goes through it when it runs. Null sends it directly.
/// </param>
internal sealed record TriggerTarget(Uri Endpoint, Webhook Webhook, (Uri Url, string? Key)? SimulatedClerk)
{
    private static readonly Uri DefaultEndpoint = new("http://localhost:7071/api/webhooks/clerk");

    /// <summary>Reads the command line, then the settings.</summary>
    /// <param name="url">Null uses the URL of the settings.</param>
    /// <param name="secret">Null uses the first secret of the settings.</param>
    /// <exception cref="SettingException">There is no secret, or a setting is malformed.</exception>
    public static TriggerTarget Find(VerbSettings settings, Uri? url, string? secret) =>
        new(
            url ?? FindEndpoint(settings),
            CreateWebhook(settings, secret),
            url is null && secret is null ? FindSimulatedClerk(settings) : null
        );

    /// <summary>The endpoint of the settings, else the default one.</summary>
    /// <exception cref="SettingException">The setting is not a URL.</exception>
    public static Uri FindEndpoint(VerbSettings settings) =>
        settings.Configuration[UpSettings.EndpointSetting] switch
        {
            null => DefaultEndpoint,
            var text => HttpUrl.Find(text)
                ?? throw new SettingException(
                    UpSettings.EndpointSetting,
                    $"{UpSettings.EndpointSetting} must be an http:// or https:// URL."
                ),
        };

    /// <summary>The URL without user name, password and query, which may contain a key.</summary>
    public static string Show(Uri url) =>
        url.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.Unescaped);

    /// <summary>Finds the Clerk of the settings if it is on this machine, and therefore a simulated one.</summary>
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
            $"{WebhookSecrets.Setting} is not set, so nothing can be signed. Set it to the endpoint's secret. \"up\" creates one for its own endpoint."
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
