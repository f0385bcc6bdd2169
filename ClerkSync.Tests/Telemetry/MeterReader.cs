using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Globalization;
using ClerkSync.Core.Telemetry;
using ClerkSync.Tests.Drivers;

namespace ClerkSync.Tests.Telemetry;

/// <summary>Collects the measurements of one app. Other apps run in the same process.</summary>
internal sealed class MeterReader : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly ConcurrentQueue<(string Instrument, double Value, string Tags)> _measured = [];

    public MeterReader(TestApp app)
    {
        var scope = app.Get<IMeterFactory>();
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == ClerkSyncTelemetry.Name && instrument.Meter.Scope == scope)
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.Start();
    }

    /// <summary>The measurements of an instrument, as "value tag=value …".</summary>
    public IEnumerable<string> Read(string instrument) =>
        _measured
            .Where(measurement => measurement.Instrument == instrument)
            .Select(measurement =>
                string.Create(CultureInfo.InvariantCulture, $"{measurement.Value} {measurement.Tags}")
            );

    public IEnumerable<double> ReadValues(string instrument) =>
        _measured.Where(measurement => measurement.Instrument == instrument).Select(measurement => measurement.Value);

    public void Dispose() => _listener.Dispose();

    private void Add(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
        _measured.Enqueue(
            (
                instrument.Name,
                value,
                string.Join(' ', tags.ToArray().Select(tag => $"{tag.Key}={tag.Value}").Order(StringComparer.Ordinal))
            )
        );
}
