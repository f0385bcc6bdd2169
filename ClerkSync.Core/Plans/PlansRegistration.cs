using ClerkSync.Core.Database;
using Microsoft.Extensions.DependencyInjection;

namespace ClerkSync.Core.Plans;

internal static class PlansRegistration
{
    public static IServiceCollection AddPlans(this IServiceCollection services, ClerkSyncSettings settings) =>
        services
            .AddSingleton(settings.Plans)
            .AddSingleton(provider => new PlanChanges(provider.GetRequiredService<DatabaseWriter>(), settings.Plans));
}
