using System.Diagnostics;
using System.Diagnostics.Metrics;
using ClerkSync.Core.Webhooks;

namespace ClerkSync.Core.Telemetry;

/// <summary>Measures deliveries, as described in <c>docs/operations.md</c>. Without a listener it costs nothing.</summary>
/// <remarks>
/// No tag contains personal data. Tags of metrics have few values: types and ids come from verified deliveries only.
/// Names follow OpenTelemetry's semantic conventions, "Naming" and "Recording errors".
/// </remarks>
internal sealed class DeliveryTelemetry
{
    private readonly Counter<long> _deliveries;
    private readonly Histogram<double> _duration;
    private readonly Histogram<double> _lag;
    private readonly TimeProvider _time;

    public DeliveryTelemetry(IMeterFactory meters, TimeProvider time)
    {
        var meter = meters.Create(ClerkSyncTelemetry.Name);
        _deliveries = meter.CreateCounter<long>(
            "clerksync.deliveries",
            "{delivery}",
            "Deliveries with a response, and replays."
        );
        _duration = meter.CreateHistogram<double>(
            "clerksync.delivery.duration",
            "s",
            "From the last byte of a delivery to its result.",
            advice: new() { HistogramBucketBoundaries = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10] }
        );
        // Up to the 28 hours that Svix retries for, with a bound at each of its later attempts.
        _lag = meter.CreateHistogram<double>(
            "clerksync.delivery.lag",
            "s",
            "From Clerk's event to our commit, of deliveries that changed the database.",
            advice: new()
            {
                HistogramBucketBoundaries = [0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 2100, 9300, 27_300, 63_300, 99_300],
            }
        );
        _time = time;
    }

    private bool IsMeasuring => _deliveries.Enabled || _duration.Enabled || _lag.Enabled;

    /// <param name="traceParent">The parent, unless an activity is running; null when there is none.</param>
    public Measurement Start(string? traceParent) =>
        new(
            ClerkSyncTelemetry.Activities.HasListeners() ? StartActivity(traceParent) : null,
            IsMeasuring ? _time.GetTimestamp() : null
        );

    /// <summary>Stops the measurement of a delivery that was not verified.</summary>
    public void Stop(Measurement measurement, WebhookError rejection)
    {
        if (!measurement.IsNothing)
        {
            var word = WebhookErrors.ToText(rejection);
            Stop(measurement, svixId: null, type: null, word, word);
        }
    }

    /// <summary>Stops the measurement of a verified delivery.</summary>
    public void Stop(Measurement measurement, WebhookDelivery delivery, WebhookResult result)
    {
        if (measurement.IsNothing)
        {
            return;
        }

        var error = result.Error is { } code ? WebhookErrors.ToText(code) : null;
        Stop(measurement, delivery.SvixId, delivery.Event.Type, result.Word, error);
        if (result.Outcome == WebhookOutcome.Applied && _lag.Enabled && delivery.Event.EventAt is { } eventAt)
        {
            // Clerk's clock may be ahead of ours.
            var lag = Math.Max(0, (_time.GetUtcNow() - eventAt).TotalSeconds);
            _lag.Record(lag, new TagList { { "event_type", delivery.Event.Type } });
        }
    }

    private static Activity? StartActivity(string? traceParent) =>
        Activity.Current is null && ActivityContext.TryParse(traceParent, null, isRemote: true, out var parent)
            ? ClerkSyncTelemetry.Activities.StartActivity("clerksync.delivery", ActivityKind.Consumer, parent)
            : ClerkSyncTelemetry.Activities.StartActivity("clerksync.delivery", ActivityKind.Consumer);

    private void Stop(Measurement measurement, SvixId? svixId, string? type, string outcome, string? error)
    {
        if (measurement.StartedAt is { } startedAt)
        {
            var tags = new TagList { { "outcome", outcome } };
            AddIfKnown(ref tags, "event_type", type);
            AddIfKnown(ref tags, "error.type", error);
            _deliveries.Add(1, tags);
            _duration.Record(_time.GetElapsedTime(startedAt).TotalSeconds, tags);
        }

        if (measurement.Activity is { } activity)
        {
            activity.SetTag("svix-id", svixId?.Value);
            activity.SetTag("event_type", type);
            activity.SetTag("outcome", outcome);
            activity.SetTag("error.type", error);
            if (error is not null)
            {
                activity.SetStatus(ActivityStatusCode.Error);
            }

            activity.Dispose();
        }
    }

    private static void AddIfKnown(ref TagList tags, string name, string? value)
    {
        if (value is not null)
        {
            tags.Add(name, value);
        }
    }

    /// <summary>A delivery that is being measured.</summary>
    /// <param name="Activity">Null without a listener.</param>
    /// <param name="StartedAt">Null without a listener.</param>
    internal readonly record struct Measurement(Activity? Activity, long? StartedAt)
    {
        public bool IsNothing => Activity is null && StartedAt is null;
    }
}
