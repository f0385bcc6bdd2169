using Microsoft.Extensions.Configuration;

namespace ClerkSync.Core.StripeApi;

/// <summary>
/// The Stripe account of the settings. The settings are read on first use, so that a malformed one does not prevent a start.
/// </summary>
internal sealed class StripeAccount(IConfiguration configuration, TimeProvider time)
{
    /// <summary>The setting for another URL of the API, such as that of a simulated Stripe.</summary>
    public const string UrlSetting = "STRIPE_API_URL";

    public const string DefaultUrl = "https://api.stripe.com";

    private readonly Lazy<HttpClient> _http = new(() =>
        new HttpClient(
            new SocketsHttpHandler
            {
                // A redirect would send the key to another address.
                AllowAutoRedirect = false,
                UseCookies = false,
                ConnectTimeout = TimeSpan.FromSeconds(10),
                PooledConnectionLifetime = TimeSpan.FromMinutes(2),
            }
        )
    );

    /// <inheritdoc cref="StripeSecretKey.Find"/>
    public StripeSecretKey? FindKey() => StripeSecretKey.Find(configuration);

    /// <inheritdoc cref="StripeSecretKey.Read"/>
    public StripeSecretKey GetKey() => StripeSecretKey.Read(configuration);

    /// <summary>Creates a client with the configured key or another one.</summary>
    /// <exception cref="SettingException"><c>STRIPE_API_URL</c> is malformed.</exception>
    public StripeApiClient CreateClient(StripeSecretKey key) => new(key, ReadUrl(configuration), _http.Value, time);

    /// <summary>Reads <c>STRIPE_API_URL</c>.</summary>
    /// <exception cref="SettingException">It is malformed.</exception>
    public static Uri ReadUrl(IConfiguration configuration) =>
        HttpUrl.Find(configuration[UrlSetting] is { Length: > 0 } text ? text : DefaultUrl)
        ?? throw new SettingException(
            UrlSetting,
            $"{UrlSetting} must be an http:// or https:// URL, such as {DefaultUrl}."
        );
}
