using ClerkSync.Core.Access.Checks;
using ClerkSync.Core.ApiKeys;
using ClerkSync.Core.ClerkApi;
using ClerkSync.Core.Credits;
using ClerkSync.Core.Database;
using ClerkSync.Core.Deliveries;
using ClerkSync.Core.Health;
using ClerkSync.Core.Instance;
using ClerkSync.Core.Mirror;
using ClerkSync.Core.Objects;
using ClerkSync.Core.Organizations;
using ClerkSync.Core.Overview;
using ClerkSync.Core.People;
using ClerkSync.Core.Plans;
using ClerkSync.Core.Sessions;
using ClerkSync.Core.StripeApi;
using ClerkSync.Core.Telemetry;
using ClerkSync.Core.Usage;
using ClerkSync.Core.Users;
using ClerkSync.Core.Webhooks;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace ClerkSync.Core;

/// <summary>Wires ClerkSync into an application.</summary>
public static class ClerkSyncRegistration
{
    /// <summary>Adds everything that the functions and the CLI need. Opens no connection.</summary>
    /// <exception cref="SettingException">A setting is missing or malformed.</exception>
    public static IServiceCollection AddClerkSyncCore(this IServiceCollection services, IConfiguration configuration)
    {
        var settings = ClerkSyncSettings.Read(configuration);
        services.TryAddSingleton(TimeProvider.System);
        services.AddLogging();
        return services
            .AddSingleton(settings)
            .AddDatabase(settings)
            .AddClerkApi(settings)
            .AddCredits(settings)
            .AddPlans(settings)
            .AddUsage()
            .AddApiKeys()
            .AddObjects()
            .AddUsers()
            .AddOrganizations()
            .AddDeliveries()
            .AddSingleton<InstanceTable>()
            .AddSingleton<ClerkInstance>()
            .AddWebhooks()
            .AddMirror()
            .AddSingleton<StripeAccount>()
            .AddAccess()
            .AddSessions(settings)
            .AddTelemetry(settings, configuration)
            .AddOwn<HealthReader>()
            .AddOwn<OverviewReader>()
            .AddOwn<FailureReader>()
            .AddOwn<PersonReader>();
    }
}
