using System.Net;
using ClerkSync.Functions.Http;

namespace ClerkSync.Functions.Ops;

/// <summary>The reasons why a person cannot be compared with Clerk.</summary>
internal static class PersonProblems
{
    public static Problem UnknownToClerk { get; } =
        new(HttpStatusCode.NotFound, "unknown_to_clerk", "Clerk does not have this user.");
}
