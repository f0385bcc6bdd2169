namespace ClerkSync.Core.StripeApi;

/// <summary>The Stripe account of the settings.</summary>
internal sealed class StripeAccount(ClerkSyncSettings settings, TimeProvider time)
{
    /// <summary>The setting for another URL of the API, such as that of a simulated Stripe.</summary>
    public const string UrlSetting = "STRIPE_API_URL";

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
    public StripeSecretKey? FindKey() => settings.StripeSecretKey.Value;

    /// <exception cref="SettingException">The setting is missing, or its value is not a key.</exception>
    public StripeSecretKey GetKey() =>
        FindKey()
        ?? throw new SettingException(
            StripeSecretKey.Setting,
            $"{StripeSecretKey.Setting} is not set. ClerkSync needs this key to compare access with Stripe. A restricted key "
                + $"(rk_test_… or rk_live_…) needs {StripeSecretKey.Permissions}."
        );

    /// <summary>Creates a client with the configured key or another one.</summary>
    /// <exception cref="SettingException"><c>STRIPE_API_URL</c> is malformed.</exception>
    public StripeApiClient CreateClient(StripeSecretKey key) =>
        new(key, settings.StripeApiUrl.Value, _http.Value, time);
}
