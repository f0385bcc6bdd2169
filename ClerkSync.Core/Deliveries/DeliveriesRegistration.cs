using Microsoft.Extensions.DependencyInjection;

namespace ClerkSync.Core.Deliveries;

internal static class DeliveriesRegistration
{
    public static IServiceCollection AddDeliveries(this IServiceCollection services) =>
        services
            .AddSingleton<DeliveryLog>()
            .AddSingleton<DeliveryOutage>()
            .AddOwn<DeliveryReader>()
            .AddOwn<DeliveryStatistics>()
            .AddOwn<PayloadDisclosure>()
            .AddSingleton<DeliveryReplay>()
            .AddOwn<DeliveryPurge>();
}
