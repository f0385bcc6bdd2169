using System.Runtime.CompilerServices;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace ClerkSync.Core.Telemetry;

internal static class TelemetryRegistration
{
    private const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    /// <summary>Adds the instruments, and the export where its standard variable is set.</summary>
    /// <exception cref="SettingException">The variable is malformed.</exception>
    public static IServiceCollection AddTelemetry(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddMetrics();
        services.AddSingleton<DeliveryTelemetry>().AddSingleton<MirrorTelemetry>();
        if (configuration[Endpoint] is { Length: > 0 } endpoint)
        {
            RequireUrl(endpoint);
            AddExport(services, configuration);
        }

        return services;
    }

    private static void RequireUrl(string endpoint)
    {
        if (!Uri.TryCreate(endpoint, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https"))
        {
            throw new SettingException(
                Endpoint,
                $"{Endpoint} must be an http:// or https:// URL, such as http://localhost:4317."
            );
        }
    }

    // Apart from its caller, which would load OpenTelemetry when it is compiled.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void AddExport(IServiceCollection services, IConfiguration configuration) =>
        services.AddHostedService(_ => new OtlpExport(configuration));
}
