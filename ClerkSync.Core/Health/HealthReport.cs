using ClerkSync.Core.Database;
using ClerkSync.Core.Mirror;

namespace ClerkSync.Core.Health;

/// <summary>Whether deliveries can be applied now, and how far behind Clerk the database is.</summary>
internal sealed record HealthReport
{
    /// <summary>True if a delivery could be applied now.</summary>
    public bool IsHealthy => Database == "ok" && Migrations == "ok";

    /// <summary><c>ok</c>, <c>unwritable</c> or <c>unavailable</c>.</summary>
    public required string Database { get; init; }

    /// <summary><c>ok</c>, <c>pending</c>, or <c>unknown</c> while the database is unavailable.</summary>
    public required string Migrations { get; init; }

    /// <summary>
    /// Why the database is unwritable: the codes of <see cref="Preconditions"/>, <c>write_refused</c>, or <c>deliveries_refused</c> if
    /// the last delivery of the past half minute was answered 503. Empty otherwise.
    /// </summary>
    public IReadOnlyList<string> Problems { get; init; } = [];

    /// <summary>The last event that changed the database; null when there was none or the database is unavailable.</summary>
    public LastAppliedEvent? LastApplied { get; init; }

    /// <summary>How the last drift pass ended, which says nothing of <see cref="IsHealthy"/>; null when there was none.</summary>
    public LastDrift? Drift { get; init; }

    /// <param name="EventType">Clerk's word, such as <c>user.created</c>.</param>
    /// <param name="EventAt">When Clerk sent it; null when it did not say.</param>
    /// <param name="ProcessedAt">When it was written.</param>
    /// <param name="LagMilliseconds">From the one to the other; Clerk may give its own time in whole seconds.</param>
    public sealed record LastAppliedEvent(
        string? EventType,
        DateTimeOffset? EventAt,
        DateTimeOffset ProcessedAt,
        long? LagMilliseconds
    );
}
