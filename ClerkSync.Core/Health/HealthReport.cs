using System.ComponentModel.DataAnnotations;
using ClerkSync.Core.Database;
using ClerkSync.Core.Mirror;

namespace ClerkSync.Core.Health;

/// <summary>Whether deliveries can be applied now, and how far behind Clerk the database is.</summary>
internal sealed record HealthReport
{
    public bool IsHealthy => Database == "ok" && Migrations == "ok";

    /// <summary><c>ok</c>, <c>unwritable</c> or <c>unavailable</c>.</summary>
    [AllowedValues("ok", "unwritable", "unavailable")]
    public required string Database { get; init; }

    /// <summary><c>ok</c>, <c>pending</c>, or <c>unknown</c> while the database is unavailable.</summary>
    [AllowedValues("ok", "pending", "unknown")]
    public required string Migrations { get; init; }

    /// <summary>
    /// Why the database is unwritable: the codes of <see cref="Preconditions"/>, <c>write_rejected</c>, or <c>deliveries_failing</c> if
    /// the response to the last delivery was 503 <c>database_unavailable</c>, at most half a minute ago. Empty otherwise.
    /// </summary>
    public IReadOnlyList<string> Problems { get; init; } = [];

    /// <summary>The last event that changed the database; null when there was none or the database is unavailable.</summary>
    public LastAppliedEvent? LastApplied { get; init; }

    /// <summary>
    /// The result of the last drift run, or of a later repair that read all of Clerk's objects. It does not affect
    /// <see cref="IsHealthy"/>. Null when there was none.
    /// </summary>
    public LastDrift? Drift { get; init; }

    /// <param name="EventAt">When Clerk sent the event; null when unknown.</param>
    /// <param name="LagMilliseconds">From <c>eventAt</c>, which may be in whole seconds, to <c>processedAt</c>.</param>
    public sealed record LastAppliedEvent(
        string? EventType,
        DateTimeOffset? EventAt,
        DateTimeOffset ProcessedAt,
        long? LagMilliseconds
    );
}
