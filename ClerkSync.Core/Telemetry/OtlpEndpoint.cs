using Microsoft.Extensions.Configuration;

namespace ClerkSync.Core.Telemetry;

/// <summary>Reads where metrics and traces go.</summary>
public static class OtlpEndpoint
{
    /// <summary>The setting's name, which is OpenTelemetry's own.</summary>
    public const string Setting = "OTEL_EXPORTER_OTLP_ENDPOINT";

    /// <summary>Reads <c>OTEL_EXPORTER_OTLP_ENDPOINT</c>; null when it is not set, and then nothing is exported.</summary>
    /// <exception cref="SettingException">It is no such URL.</exception>
    public static Uri? Find(IConfiguration configuration) =>
        configuration[Setting] switch
        {
            null or "" => null,
            var value when Uri.TryCreate(value, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" =>
                url,
            _ => throw new SettingException(
                Setting,
                $"{Setting} must be an http:// or https:// URL, such as http://localhost:4317."
            ),
        };
}
