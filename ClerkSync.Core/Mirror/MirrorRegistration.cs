using ClerkSync.Core.ClerkApi;
using ClerkSync.Core.Users;
using Microsoft.Extensions.DependencyInjection;

namespace ClerkSync.Core.Mirror;

internal static class MirrorRegistration
{
    public static IServiceCollection AddMirror(this IServiceCollection services) =>
        services
            .AddSingleton<SyncRunLog>()
            .AddSingleton<ClerkInstance>()
            .AddSingleton<SyncRunner>()
            .AddSingleton<UserReader>()
            .AddSingleton<UserMirror>()
            .AddSingleton<OrganizationMirror>()
            .AddSingleton<UserComparison>()
            .AddSingleton<UserConfirmation>()
            .AddSingleton<UserRepair>()
            .AddSingleton(provider => new Backfill(
                provider.GetRequiredService<ClerkApiClient>(),
                provider.GetRequiredService<SyncRunner>(),
                provider.GetRequiredService<SyncRunLog>(),
                provider.GetRequiredService<UserMirror>(),
                provider.GetRequiredService<OrganizationMirror>(),
                provider.GetRequiredService<TimeProvider>()
            ))
            .AddSingleton(provider => new Drift(
                provider.GetRequiredService<SyncRunner>(),
                provider.GetRequiredService<UserComparison>(),
                provider.GetRequiredService<UserConfirmation>(),
                provider.GetRequiredService<TimeProvider>()
            ))
            .AddSingleton(provider => new Repair(
                provider.GetRequiredService<SyncRunner>(),
                provider.GetRequiredService<Drift>(),
                provider.GetRequiredService<UserRepair>(),
                provider.GetRequiredService<UserReader>()
            ));
}
