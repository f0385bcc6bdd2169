using System.Net;
using ClerkSync.Core;
using ClerkSync.Core.Database;
using ClerkSync.Functions.Http;

namespace ClerkSync.Functions.Ops.Access;

/// <summary>Query parameters and problems that the access routes share.</summary>
internal static class AccessProblems
{
    public const string Account = "account";
    public const string Limit = "limit";
    public const string After = "after";
    public const int MaxLimit = 500;

    private const int DefaultLimit = 100;

    public static Problem MappingMissing { get; } =
        new(
            HttpStatusCode.Conflict,
            "mapping_missing",
            "Nothing is mapped yet. Set where access is stored with PUT ops/access/mapping."
        );

    public static Problem IncidentNotFound { get; } =
        new(HttpStatusCode.NotFound, "incident_not_found", "There is no incident with this number.");

    /// <summary>Nothing was written.</summary>
    public static Problem CreateRepairRejected(string reason) =>
        new(HttpStatusCode.Conflict, "repair_rejected", reason);

    /// <summary>Reads the Clerk id of one account; null means all accounts.</summary>
    /// <exception cref="InvalidQueryException">The value is not an id.</exception>
    public static string? FindAccount(Func<string, string?> find) =>
        find(Account) is not { } account ? null
        : StorableText.IsValid(account) ? account
        : throw new InvalidQueryException(Account, "the Clerk id of a user or an organization");

    /// <exception cref="InvalidQueryException">The value is not a number from 1 to <see cref="MaxLimit"/>.</exception>
    public static int ReadLimit(Func<string, string?> find) =>
        (int)(QueryValue.FindNumber(find, Limit, 1, MaxLimit) ?? DefaultLimit);
}
