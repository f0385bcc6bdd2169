using Microsoft.Extensions.DependencyInjection;

namespace ClerkSync.Core.Usage;

internal static class UsageRegistration
{
    public static IServiceCollection AddUsage(this IServiceCollection services) =>
        services.AddOwn<UsageReader>().AddOwn<UsageRecorder>();
}
