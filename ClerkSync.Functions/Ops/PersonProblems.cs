using System.Net;
using ClerkSync.Functions.Http;

namespace ClerkSync.Functions.Ops;

/// <summary>Why one person cannot be compared with Clerk.</summary>
internal static class PersonProblems
{
    public static Problem NotConfigured { get; } =
        new(
            HttpStatusCode.ServiceUnavailable,
            "not_configured",
            "CLERK_SECRET_KEY is not set, so Clerk cannot be asked."
        );

    public static Problem UnknownToClerk { get; } =
        new(HttpStatusCode.NotFound, "unknown_to_clerk", "Clerk does not have this user.");
}
