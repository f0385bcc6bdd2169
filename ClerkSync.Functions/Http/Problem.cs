using System.Net;

namespace ClerkSync.Functions.Http;

/// <summary>An error as <c>application/problem+json</c>.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Code">A word that programs may rely on.</param>
/// <param name="Detail">A sentence for a person. It holds no value of the request.</param>
/// <param name="RetryAfter">When a retry may succeed; null when a retry would not help.</param>
public sealed record Problem(HttpStatusCode Status, string Code, string Detail, TimeSpan? RetryAfter = null)
{
    /// <summary>503: the database is away or busy.</summary>
    public static Problem DatabaseUnavailable { get; } =
        Unavailable("database_unavailable", "The database is away or busy.");

    /// <summary>503: the database has not had all migrations of this build.</summary>
    public static Problem MigrationsPending { get; } =
        Unavailable(
            "migrations_pending",
            "The database has not had all migrations of this build. Run clerksync migrate."
        );

    /// <summary>How many credits it takes; null where it is not about credits.</summary>
    public long? Required { get; init; }

    /// <summary>How many credits there are; null where it is not about credits.</summary>
    public long? Current { get; init; }

    /// <summary>Where to change the plan; null where it is not about plans.</summary>
    public string? UpgradeUrl { get; init; }

    private static Problem Unavailable(string code, string detail) =>
        new(HttpStatusCode.ServiceUnavailable, code, detail, RetryAfter: TimeSpan.FromSeconds(5));
}
