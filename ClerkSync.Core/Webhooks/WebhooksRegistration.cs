using Microsoft.Extensions.DependencyInjection;

namespace ClerkSync.Core.Webhooks;

internal static class WebhooksRegistration
{
    public static IServiceCollection AddWebhooks(this IServiceCollection services) =>
        services
            .AddSingleton<SignatureVerifier>()
            .AddSingleton<DeliveryLog>()
            .AddOwn<DeliveryReader>()
            .AddSingleton<DeliveryReplay>()
            .AddOwn<DeliveryPurge>()
            .AddSingleton<EventWriter>()
            .AddSingleton<WebhookProcessor>()
            .AddSingleton<WebhookBatcher>()
            .AddSingleton<DeliveryOutage>()
            .AddSingleton<DeliveryDrain>()
            .AddHostedService(provider => provider.GetRequiredService<DeliveryDrain>())
            .AddOwn<WebhookReceiver>();
}
