using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace ClerkSync.Core.Webhooks;

internal static class WebhooksRegistration
{
    public static IServiceCollection AddWebhooks(this IServiceCollection services) =>
        services
            .AddSingleton<SignatureVerifier>()
            .AddSingleton<EventReader>()
            .AddSingleton<DeliveryApplier>()
            .AddSingleton<DeliveryBatcher>()
            .AddAs<IHostedService, DeliveryDrain>()
            .AddOwn<WebhookReceiver>();
}
