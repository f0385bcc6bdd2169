using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace ClerkSync.Core.StripeApi;

internal static class StripeApiRegistration
{
    /// <summary>Adds Stripe's API. It opens no connection, and needs no key before somebody asks for it.</summary>
    public static IServiceCollection AddStripeApi(this IServiceCollection services, IConfiguration configuration) =>
        services.AddSingleton(provider => new StripeAccount(
            configuration,
            provider.GetRequiredService<TimeProvider>()
        ));
}
