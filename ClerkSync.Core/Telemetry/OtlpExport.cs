using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace ClerkSync.Core.Telemetry;

/// <summary>Sends metrics and traces by OTLP while the application runs, and the rest when it stops.</summary>
/// <remarks>
/// OpenTelemetry reads its standard variables itself, from the same configuration. Only this class may name its types, so that its
/// assemblies are loaded only if an export is configured.
/// </remarks>
internal sealed class OtlpExport(IConfiguration configuration) : IHostedService, IDisposable
{
    private const string ServiceName = "clerksync";

    private TracerProvider? _traces;
    private MeterProvider? _metrics;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        var traces = Sdk.CreateTracerProviderBuilder()
            .ConfigureServices(services => services.AddSingleton(configuration))
            .ConfigureResource(Describe)
            .AddSource(ClerkSyncTelemetry.Name)
            .AddOtlpExporter();
        if (configuration["OTEL_TRACES_SAMPLER"] is null or "")
        {
            // OpenTelemetry's default follows the parent. The Functions host samples its own activities only if they
            // have a listener, so nothing would be exported.
            traces.SetSampler(new AlwaysOnSampler());
        }

        _traces = traces.Build();
        _metrics = Sdk.CreateMeterProviderBuilder()
            .ConfigureServices(services => services.AddSingleton(configuration))
            .ConfigureResource(Describe)
            .AddMeter(ClerkSyncTelemetry.Name)
            .AddOtlpExporter()
            .Build();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        Dispose();
        return Task.CompletedTask;
    }

    public void Dispose()
    {
        _traces?.Dispose();
        _metrics?.Dispose();
    }

    /// <summary>The environment variables, such as OTEL_SERVICE_NAME, override our name.</summary>
    private static void Describe(ResourceBuilder resource) =>
        resource.Clear().AddService(ServiceName).AddTelemetrySdk().AddEnvironmentVariableDetector();
}
