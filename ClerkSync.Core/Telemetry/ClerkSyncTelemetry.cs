using System.Diagnostics;

namespace ClerkSync.Core.Telemetry;

/// <summary>The name that a collector of metrics and traces subscribes to.</summary>
public static class ClerkSyncTelemetry
{
    /// <summary>The name of the <see cref="ActivitySource"/> and of the <see cref="System.Diagnostics.Metrics.Meter"/>.</summary>
    public const string Name = "ClerkSync";

    internal static ActivitySource Activities { get; } = new(Name);
}
