using System.Net;

namespace ClerkSync.Functions.Http;

/// <summary>An error as <c>application/problem+json</c>.</summary>
/// <param name="Code">A stable identifier for programs.</param>
/// <param name="Detail">A sentence for a person, without values of the request.</param>
/// <param name="RetryAfter">When a retry may succeed; null when a retry would not help.</param>
public sealed record Problem(HttpStatusCode Status, string Code, string Detail, TimeSpan? RetryAfter = null)
{
    /// <summary>503: the database is unavailable or busy.</summary>
    public static Problem DatabaseUnavailable { get; } =
        Unavailable("database_unavailable", "The database is unavailable or busy.");

    /// <summary>503: not all migrations of this build were applied to the database.</summary>
    public static Problem MigrationsPending { get; } =
        Unavailable("migrations_pending", "Migrations of this build are pending. Run clerksync migrate.");

    /// <summary>The credits that are needed; null if the problem is not about credits.</summary>
    public long? Required { get; init; }

    /// <summary>The user's credits; null if the problem is not about credits.</summary>
    public long? Current { get; init; }

    /// <summary>Where to change the plan; null if the problem is not about plans.</summary>
    public string? UpgradeUrl { get; init; }

    private static Problem Unavailable(string code, string detail) =>
        new(HttpStatusCode.ServiceUnavailable, code, detail, RetryAfter: TimeSpan.FromSeconds(5));
}
