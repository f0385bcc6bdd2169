using System.Diagnostics;
using System.Diagnostics.Metrics;
using ClerkSync.Core.Mirror;

namespace ClerkSync.Core.Telemetry;

/// <summary>Measures backfill, drift and repair, as described in <c>docs/operations.md</c>.</summary>
internal sealed class MirrorTelemetry
{
    private readonly Gauge<long> _drift;
    private readonly Counter<long> _backfilled;
    private readonly Counter<long> _repaired;

    public MirrorTelemetry(IMeterFactory meters)
    {
        var meter = meters.Create(ClerkSyncTelemetry.Name);
        _drift = meter.CreateGauge<long>("clerksync.drift", "{object}", "What the last drift run found.");
        _backfilled = meter.CreateCounter<long>("clerksync.backfill.objects", "{object}", "What backfills have read.");
        _repaired = meter.CreateCounter<long>("clerksync.repair.rows", "{row}", "What repairs have changed.");
    }

    public void AddBackfilled(string table, long count) =>
        _backfilled.Add(count, new KeyValuePair<string, object?>("table", table));

    public void Record(DriftReport report)
    {
        foreach (var counts in report.Tables)
        {
            Record(counts.Table, DriftFinding.Missing, counts.Missing);
            Record(counts.Table, DriftFinding.Extra, counts.Extra);
            Record(counts.Table, DriftFinding.Different, counts.Different);
        }

        foreach (var list in report.Lists)
        {
            Record(list.Table, "unreadable", list.Unreadable);
        }
    }

    public void Add(RepairReport report)
    {
        foreach (var counts in report.Tables)
        {
            _repaired.Add(counts.Written, new TagList { { "table", counts.Table }, { "action", "written" } });
            _repaired.Add(counts.Removed, new TagList { { "table", counts.Table }, { "action", "removed" } });
        }
    }

    private void Record(string table, string kind, long count) =>
        _drift.Record(count, new TagList { { "table", table }, { "kind", kind } });
}
