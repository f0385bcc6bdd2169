using System.Reflection;
using ClerkSync.AspNetCore.Functions;
using ClerkSync.Core.Users;
using ClerkSync.Functions.Http;
using ClerkSync.Functions.Users;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ClerkSync.AspNetCore;

/// <summary>Finds the caller of an endpoint, with the checks that <see cref="CurrentUser"/> makes for a function.</summary>
public static class HttpContextCallers
{
    // The name of an application's endpoint in the log.
    private static readonly KestrelFunction Endpoint = new(
        "Endpoint",
        typeof(HttpContextCallers).GetMethod(nameof(CreateRequest), BindingFlags.NonPublic | BindingFlags.Static)!
    );

    /// <summary>
    /// Finds the user of the request's session. Null when there is no valid session, or its user has no row or is banned or deleted. Also
    /// null when session tokens cannot be checked now, and when a request that may change data is authenticated by a cookie and was
    /// not sent from the same origin or one of <c>CLERK_AUTHORIZED_PARTIES</c>.
    /// </summary>
    /// <exception cref="Npgsql.NpgsqlException">
    /// The database is unavailable. <see cref="RequireUserAsync"/> rejects the caller with 503 instead of throwing.
    /// </exception>
    /// <exception cref="TimeoutException">
    /// The database did not respond in time. <see cref="RequireUserAsync"/> rejects the caller with 503 instead of throwing.
    /// </exception>
    public static Task<User?> GetCurrentUserAsync(this HttpContext http) =>
        Current(http).GetCurrentUserAsync(CreateRequest(http), http.RequestAborted);

    /// <summary>Requires a session of a user who has a row.</summary>
    /// <returns>
    /// The caller. Rejected with an error of <c>docs/api.md</c>: 401 if there is no valid session or its user has no row; 403 if the user
    /// is banned or deleted; also 403 if a request that may change data is authenticated by a cookie and was not sent from the same
    /// origin or one of <c>CLERK_AUTHORIZED_PARTIES</c>; and 503 if session tokens cannot be checked now or the database is unavailable.
    /// </returns>
    public static Task<HttpCaller> RequireUserAsync(this HttpContext http) =>
        RequireAsync(http, Current(http).RequireUserAsync);

    /// <summary>Requires a session. Inserts the user's row if the webhook of the sign-up has not arrived yet.</summary>
    /// <returns>
    /// The caller. Rejected as by <see cref="RequireUserAsync"/>, but a user without a row is rejected with 401 only if Clerk has no such
    /// user.
    /// </returns>
    public static Task<HttpCaller> GetOrCreateCurrentUserAsync(this HttpContext http) =>
        RequireAsync(http, Current(http).GetOrCreateCurrentUserAsync);

    /// <summary>Requires an API key: <c>Authorization: Bearer csk_…</c>.</summary>
    /// <returns>
    /// The caller. Rejected with 401 if there is no valid key, with 403 if its owner is banned or deleted, and with 503 if the database is
    /// unavailable.
    /// </returns>
    public static Task<HttpCaller> RequireApiKeyAsync(this HttpContext http) =>
        RequireAsync(http, Current(http).RequireApiKeyAsync);

    /// <summary>Creates the 402 response, with the credits that an action costs and the user's balance.</summary>
    public static async Task<IResult> PaymentRequiredAsync(this HttpContext http, long required, long current) =>
        new FunctionResult(await Current(http).PaymentRequiredAsync(CreateRequest(http), required, current));

    /// <summary>
    /// Creates the 403 response for a user whose plan does not include what was requested, with the URL of the page on which the plan can
    /// be changed.
    /// </summary>
    public static async Task<IResult> UpgradeRequiredAsync(this HttpContext http) =>
        new FunctionResult(await Current(http).UpgradeRequiredAsync(CreateRequest(http)));

    private static async Task<HttpCaller> RequireAsync(
        HttpContext http,
        Func<HttpRequestData, CancellationToken, Task<Caller>> require
    )
    {
        var request = CreateRequest(http);
        var logger = http.RequestServices.GetRequiredService<ILogger<CurrentUser>>();
        Caller? caller = null;
        var rejection = await request.AnswerAsync(
            logger,
            async cancellationToken =>
            {
                caller = await require(request, cancellationToken);
                return caller.Rejection!;
            }
        );
        return new HttpCaller(caller, rejection);
    }

    private static CurrentUser Current(HttpContext http) => http.RequestServices.GetRequiredService<CurrentUser>();

    private static KestrelRequest CreateRequest(HttpContext http) =>
        new(
            new KestrelContext(
                Endpoint,
                invoker: null,
                http.RequestServices,
                http.Request.RouteValues,
                http.RequestAborted
            ),
            http.Request,
            http.Request.Body
        );
}
