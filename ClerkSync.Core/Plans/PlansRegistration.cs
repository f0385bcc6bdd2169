using Microsoft.Extensions.DependencyInjection;

namespace ClerkSync.Core.Plans;

internal static class PlansRegistration
{
    public static IServiceCollection AddPlans(this IServiceCollection services, ClerkSyncSettings settings) =>
        services.AddSingleton(settings.Plans).AddOwn<PlanChanges>().AddSingleton<PlanHistory>();
}
