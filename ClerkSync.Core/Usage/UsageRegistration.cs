using ClerkSync.Core.Database;
using Microsoft.Extensions.DependencyInjection;

namespace ClerkSync.Core.Usage;

internal static class UsageRegistration
{
    public static IServiceCollection AddUsage(this IServiceCollection services, ClerkSyncSettings settings) =>
        services
            .AddSingleton<UsageReader>()
            .AddSingleton(provider => new UsageRecorder(
                provider.GetRequiredService<DatabaseWriter>(),
                settings.CreditCosts
            ));
}
