using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace ClerkSync.Core.Telemetry;

/// <summary>Sends metrics and traces by OTLP while the application runs; what is left is sent at its end.</summary>
/// <remarks>
/// OpenTelemetry reads its standard variables itself, from the same configuration as all settings. Only this class may name
/// its types, so that its assemblies are loaded only where they are asked for.
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
            // OpenTelemetry's own default follows the parent, and the Functions host's is not sampled unless somebody
            // listens there: nothing would arrive.
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

    /// <summary>The variables, OTEL_SERVICE_NAME among them, win over our name.</summary>
    private static void Describe(ResourceBuilder resource) =>
        resource.Clear().AddService(ServiceName).AddTelemetrySdk().AddEnvironmentVariableDetector();
}
