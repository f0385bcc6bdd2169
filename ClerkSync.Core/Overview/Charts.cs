using System.ComponentModel.DataAnnotations;
using ClerkSync.Core.Access.Checks;
using ClerkSync.Core.Deliveries;
using ClerkSync.Core.Mirror;

namespace ClerkSync.Core.Overview;

/// <summary>The last hour or the last day.</summary>
internal sealed record Charts
{
    /// <summary><c>1h</c> or <c>24h</c>.</summary>
    [AllowedValues("1h", "24h")]
    public required string Window { get; init; }

    public required int BucketSeconds { get; init; }

    /// <summary>One for each bucket, the oldest first.</summary>
    public required IReadOnlyList<DeliveryPoint> Points { get; init; }

    /// <summary>The drift runs that ended in the window, and the last one before it, whose result holds until the next.</summary>
    public required IReadOnlyList<ObservedDrift> Drift { get; init; }

    /// <summary>The checks of access that ended in the window, and the last one before it.</summary>
    public required IReadOnlyList<ObservedIncidents> Incidents { get; init; }
}

/// <summary>A window of <see cref="Charts"/>.</summary>
internal readonly record struct ChartWindow(string Name, TimeSpan Bucket, int Count)
{
    public static ChartWindow Hour { get; } = new("1h", TimeSpan.FromMinutes(1), 60);

    public static ChartWindow Day { get; } = new("24h", TimeSpan.FromMinutes(30), 48);

    /// <summary>Null for any other name.</summary>
    public static ChartWindow? Find(string name) =>
        name == Hour.Name ? Hour
        : name == Day.Name ? Day
        : null;

    /// <summary>Returns the start of the window, whose last bucket contains <paramref name="now"/>.</summary>
    public DateTimeOffset FindStart(DateTimeOffset now) =>
        new DateTimeOffset(now.UtcTicks - (now.UtcTicks % Bucket.Ticks), TimeSpan.Zero) - (Bucket * (Count - 1));
}
