using System.Runtime.CompilerServices;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace ClerkSync.Core.Telemetry;

internal static class TelemetryRegistration
{
    /// <summary>Adds the instruments, and the export if its standard variable is set.</summary>
    public static IServiceCollection AddTelemetry(
        this IServiceCollection services,
        ClerkSyncSettings settings,
        IConfiguration configuration
    )
    {
        services.AddMetrics();
        services.AddSingleton<DeliveryTelemetry>().AddSingleton<MirrorTelemetry>();
        if (settings.OtlpEndpoint is not null)
        {
            AddExport(services, configuration);
        }

        return services;
    }

    // Separate from its caller, which would load OpenTelemetry when it is compiled.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void AddExport(IServiceCollection services, IConfiguration configuration) =>
        services.AddHostedService(_ => new OtlpExport(configuration));
}
