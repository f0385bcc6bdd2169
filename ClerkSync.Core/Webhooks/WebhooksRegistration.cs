using ClerkSync.Core.Database;
using ClerkSync.Core.Instance;
using ClerkSync.Core.Telemetry;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ClerkSync.Core.Webhooks;

internal static class WebhooksRegistration
{
    public static IServiceCollection AddWebhooks(this IServiceCollection services) =>
        services
            .AddSingleton<SignatureVerifier>()
            .AddSingleton<DeliveryLog>()
            .AddSingleton<DeliveryReader>()
            .AddSingleton<DeliveryReplay>()
            .AddSingleton(provider => new DeliveryPurge(
                provider.GetRequiredService<DatabaseWriter>(),
                provider.GetRequiredService<ClerkSyncSettings>(),
                provider.GetRequiredService<TimeProvider>(),
                provider.GetRequiredService<ILogger<DeliveryPurge>>()
            ))
            .AddSingleton<EventWriter>()
            .AddSingleton<WebhookProcessor>()
            .AddSingleton<WebhookBatcher>()
            .AddSingleton<DeliveryDrain>()
            .AddHostedService(provider => provider.GetRequiredService<DeliveryDrain>())
            .AddSingleton(provider => new WebhookReceiver(
                provider.GetRequiredService<SignatureVerifier>(),
                provider.GetRequiredService<WebhookBatcher>(),
                provider.GetRequiredService<DeliveryLog>(),
                provider.GetRequiredService<SchemaVersion>(),
                provider.GetRequiredService<ClerkInstance>(),
                provider.GetRequiredService<DeliveryDrain>(),
                provider.GetRequiredService<DeliveryTelemetry>(),
                provider.GetRequiredService<TimeProvider>(),
                provider.GetRequiredService<ILogger<WebhookReceiver>>()
            ));
}
