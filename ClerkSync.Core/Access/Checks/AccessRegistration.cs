using ClerkSync.Core.Access.Connections;
using ClerkSync.Core.Access.Fields;
using ClerkSync.Core.Access.Repairs;
using ClerkSync.Core.Mirror;
using Microsoft.Extensions.DependencyInjection;

namespace ClerkSync.Core.Access.Checks;

internal static class AccessRegistration
{
    /// <summary>Registers the access check. Opens no connection.</summary>
    public static IServiceCollection AddAccess(this IServiceCollection services) =>
        services
            .AddSingleton<AccessSettingsTable>()
            .AddSingleton<AccessOverrides>()
            .AddSingleton<SourceCatalog>()
            .AddSingleton<AccessAccounts>()
            .AddSingleton<AccessReadings>()
            .AddSingleton<AccessIncidents>()
            .AddSingleton<AccessCheck>()
            .AddSingleton<AccessFieldReader>()
            .AddSingleton<PriceProposals>()
            .AddSingleton<AccessConnections>()
            .AddOwn<AccessOperations>()
            .AddSingleton<IBackgroundWork>(provider => provider.GetRequiredService<AccessOperations>())
            .AddSingleton<AccessRepairs>();
}
