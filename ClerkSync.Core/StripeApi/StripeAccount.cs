using Microsoft.Extensions.Configuration;

namespace ClerkSync.Core.StripeApi;

/// <summary>The Stripe account that the settings name. They are read when somebody asks, so that a wrong one prevents no start.</summary>
internal sealed class StripeAccount(IConfiguration configuration, TimeProvider time)
{
    /// <summary>Names another address of the API, such as that of a simulated Stripe.</summary>
    public const string UrlSetting = "STRIPE_API_URL";

    private const string DefaultUrl = "https://api.stripe.com";

    private readonly Lazy<HttpClient> _http = new(() =>
        new HttpClient(
            new SocketsHttpHandler
            {
                // A redirect would take the key along to another address.
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

    /// <summary>A client with a key, the configured one or another.</summary>
    /// <exception cref="SettingException"><c>STRIPE_API_URL</c> is malformed.</exception>
    public StripeApiClient CreateClient(StripeSecretKey key) => new(key, ReadUrl(), _http.Value, time);

    private Uri ReadUrl() =>
        HttpUrl.Find(configuration[UrlSetting] is { Length: > 0 } text ? text : DefaultUrl)
        ?? throw new SettingException(
            UrlSetting,
            $"{UrlSetting} must be an http:// or https:// URL, such as {DefaultUrl}."
        );
}
