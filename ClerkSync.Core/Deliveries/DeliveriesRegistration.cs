using Microsoft.Extensions.DependencyInjection;

namespace ClerkSync.Core.Deliveries;

internal static class DeliveriesRegistration
{
    public static IServiceCollection AddDeliveries(this IServiceCollection services) =>
        services
            .AddSingleton<DeliveryLog>()
            .AddSingleton<DeliveryOutage>()
            .AddOwn<DeliveryReader>()
            .AddSingleton<DeliveryChart>()
            .AddSingleton<DeliveryStatistics>()
            .AddSingleton<FailureRules>()
            .AddOwn<PayloadDisclosure>()
            .AddOwn<DeliveryReplay>()
            .AddOwn<DeliveryPurge>();
}
