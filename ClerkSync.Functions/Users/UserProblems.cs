using System.Net;
using ClerkSync.Core.Database;
using ClerkSync.Core.Disclosure;
using ClerkSync.Core.Sessions;
using ClerkSync.Functions.Http;

namespace ClerkSync.Functions.Users;

/// <summary>The reasons to reject a user's request.</summary>
internal static class UserProblems
{
    public static Problem Unauthorized { get; } =
        new(
            HttpStatusCode.Unauthorized,
            "unauthorized",
            "A session token is needed: Authorization: Bearer, or the cookie __session."
        );

    public static Problem UnknownUser { get; } =
        new(HttpStatusCode.Unauthorized, "unknown_user", "There is no such user.");

    public static Problem InvalidApiKey { get; } =
        new(
            HttpStatusCode.Unauthorized,
            "invalid_api_key",
            "The API key is missing, unknown or revoked. Send one of the user's keys: Authorization: Bearer."
        );

    public static Problem Barred { get; } =
        new(HttpStatusCode.Forbidden, "user_barred", "This user is banned or deleted.");

    public static Problem ForeignOrigin { get; } =
        new(
            HttpStatusCode.Forbidden,
            "foreign_origin",
            "A request with a cookie may change data only from the same origin or an origin of CLERK_AUTHORIZED_PARTIES. Send the token in the header Authorization."
        );

    public static Problem PaymentRequired { get; } =
        new(HttpStatusCode.PaymentRequired, "insufficient_credits", "The credits do not suffice.");

    public static Problem NotCharged { get; } =
        PaymentRequired with
        {
            Detail =
                "The credits do not suffice. The run is recorded and not charged. To charge it after a top-up, report it with a new Idempotency-Key.",
        };

    public static Problem UpgradeRequired { get; } =
        new(HttpStatusCode.Forbidden, "upgrade_required", "The plan does not include this.");

    public static Problem KeyNotFound { get; } =
        new(HttpStatusCode.NotFound, "api_key_not_found", "There is no such API key.");

    public static Problem KeyConflict { get; } =
        new(
            HttpStatusCode.Conflict,
            "idempotency_conflict",
            "The idempotency key was used before, for something else."
        );

    public static Problem UserNotFound { get; } =
        new(HttpStatusCode.NotFound, "user_not_found", "There is no such user, or the user is deleted.");

    public static Problem Of(SessionTokenRejection rejection) =>
        SessionTokenRejections.IsUnavailable(rejection)
            ? new(
                HttpStatusCode.ServiceUnavailable,
                SessionTokenRejections.ToText(rejection),
                "Session tokens cannot be checked now.",
                TimeSpan.FromSeconds(5)
            )
            : new(
                HttpStatusCode.Unauthorized,
                SessionTokenRejections.ToText(rejection),
                "The session token is not accepted."
            );

    /// <summary>The actor in the ledgers for changes by <c>ops/</c>.</summary>
    public const string OpsActor = "ops";

    /// <exception cref="InvalidBodyException">The text is not a valid key.</exception>
    public static string? CheckKey(string? key) =>
        key is null || (StorableText.IsValid(key) && VisibleText.IsVisible(key))
            ? key
            : throw new InvalidBodyException(
                "idempotencyKey",
                $"1 to {StorableText.MaxLength} characters, without control characters or characters that change the direction of text"
            );
}
