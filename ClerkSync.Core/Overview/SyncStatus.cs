using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using ClerkSync.Core.Mirror;

namespace ClerkSync.Core.Overview;

/// <summary>Whether the database matches Clerk, as far as is known.</summary>
internal sealed record SyncStatus
{
    public const string InSync = "in_sync";
    public const string Differs = "differs";
    public const string Unknown = "unknown";

    private static readonly TimeSpan LongestTrust = TimeSpan.FromHours(36);

    public required DateTimeOffset At { get; init; }

    /// <summary><c>in_sync</c>, <c>differs</c> or <c>unknown</c>.</summary>
    [AllowedValues(InSync, Differs, Unknown)]
    public required string State { get; init; }

    /// <summary>When the database was last compared with Clerk; null when it never was.</summary>
    public required DateTimeOffset? CheckedAt { get; init; }

    /// <summary>How many objects differed then, or after a repair still did; null when it was never compared.</summary>
    public required long? Differences { get; init; }

    /// <summary>Failed and rejected deliveries.</summary>
    public required long FailedDeliveries { get; init; }

    public required long OpenIncidents { get; init; }

    /// <summary>When the last delivery first arrived; null when there is none on record.</summary>
    public required DateTimeOffset? LastDeliveryAt { get; init; }

    /// <summary>
    /// The options that a command of the CLI needs to act on this database, such as <c>--data 'DIR'</c>. Absent unless <c>up</c> was
    /// given this option.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? CommandOptions { get; init; }

    /// <summary>In sync only if the last check saw all of Clerk's objects and no difference, is not old, and no delivery failed.</summary>
    /// <param name="last">The last check that counts; null when there is none.</param>
    public static string Judge(LastDrift? last, long failedDeliveries, DateTimeOffset now) =>
        last is null ? Unknown
        : last.Total > 0 || failedDeliveries > 0 ? Differs
        : last.IsComplete && now - last.FinishedAt <= LongestTrust ? InSync
        : Unknown;
}
