using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace ClerkSync.Core.StripeApi;

internal static class StripeApiRegistration
{
    private const string UrlSetting = "STRIPE_API_URL";
    private const string DefaultUrl = "https://api.stripe.com";

    /// <summary>Adds Stripe's API. It opens no connection, and needs no key before somebody takes it.</summary>
    public static IServiceCollection AddStripeApi(this IServiceCollection services, IConfiguration configuration) =>
        services
            .AddTransient(_ => StripeSecretKey.Read(configuration))
            .AddTransient(provider => new StripeApiClient(
                provider.GetRequiredService<StripeSecretKey>(),
                ReadUrl(configuration),
                new HttpClient(
                    new SocketsHttpHandler
                    {
                        // A redirect would take the key along to another address.
                        AllowAutoRedirect = false,
                        UseCookies = false,
                        ConnectTimeout = TimeSpan.FromSeconds(10),
                        PooledConnectionLifetime = TimeSpan.FromMinutes(2),
                    }
                ),
                provider.GetRequiredService<TimeProvider>()
            ));

    private static Uri ReadUrl(IConfiguration configuration) =>
        HttpUrl.Find(configuration[UrlSetting] is { Length: > 0 } text ? text : DefaultUrl)
        ?? throw new SettingException(
            UrlSetting,
            $"{UrlSetting} must be an http:// or https:// URL, such as {DefaultUrl}."
        );
}
