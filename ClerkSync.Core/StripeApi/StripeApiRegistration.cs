using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace ClerkSync.Core.StripeApi;

internal static class StripeApiRegistration
{
    /// <summary>Registers Stripe's API. Opens no connection, and needs no key until the first request.</summary>
    public static IServiceCollection AddStripeApi(this IServiceCollection services, IConfiguration configuration) =>
        services.AddSingleton(provider => new StripeAccount(
            configuration,
            provider.GetRequiredService<TimeProvider>()
        ));
}
