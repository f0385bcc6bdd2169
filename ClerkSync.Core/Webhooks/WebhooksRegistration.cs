using Microsoft.Extensions.DependencyInjection;

namespace ClerkSync.Core.Webhooks;

internal static class WebhooksRegistration
{
    public static IServiceCollection AddWebhooks(this IServiceCollection services) =>
        services
            .AddSingleton<SignatureVerifier>()
            .AddSingleton<EventReader>()
            .AddSingleton<DeliveryApplier>()
            .AddSingleton<DeliveryBatcher>()
            .AddSingleton<DeliveryDrain>()
            .AddHostedService(provider => provider.GetRequiredService<DeliveryDrain>())
            .AddOwn<WebhookReceiver>();
}
