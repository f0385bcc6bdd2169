using ClerkSync.Core;
using ClerkSync.Core.ApiKeys;
using ClerkSync.Core.Sessions;
using ClerkSync.Core.Users;
using ClerkSync.Functions.Http;
using Microsoft.Azure.Functions.Worker.Http;

namespace ClerkSync.Functions.Users;

/// <summary>
/// Finds the user who calls a function, and what the user may do. The routes below <c>me</c> and the route <c>usage</c> call it before
/// they do anything else.
/// </summary>
public sealed class CurrentUser(
    SessionTokenVerifier verifier,
    ApiKeyService keys,
    UserService users,
    ClerkSyncSettings settings
)
{
    /// <summary>
    /// Finds the user of the request's session. Null when there is no valid session, or its user has no row or is banned or deleted. Also
    /// null when session tokens cannot be checked now, and when a request that may change data is authenticated by a cookie and was
    /// not sent from the same origin or one of <c>CLERK_AUTHORIZED_PARTIES</c>.
    /// </summary>
    public async Task<User?> GetCurrentUserAsync(HttpRequestData request, CancellationToken cancellationToken) =>
        (await RequireUserAsync(request, cancellationToken)).User;

    /// <summary>Requires a session of a user who has a row.</summary>
    /// <returns>
    /// The caller. Rejected with an error of <c>docs/api.md</c>: 401 if there is no valid session or its user has no row; 403 if the user
    /// is banned or deleted; also 403 if a request that may change data is authenticated by a cookie and was not sent from the same
    /// origin or one of <c>CLERK_AUTHORIZED_PARTIES</c>; and 503 if session tokens cannot be checked now.
    /// </returns>
    public Task<Caller> RequireUserAsync(HttpRequestData request, CancellationToken cancellationToken) =>
        RequireAsync(request, isCreated: false, cancellationToken);

    /// <summary>Requires a session. Inserts the user's row if the webhook of the sign-up has not arrived yet.</summary>
    /// <returns>
    /// The caller. Rejected as by <see cref="RequireUserAsync"/>, but a user without a row is rejected with 401 only if Clerk has no such
    /// user.
    /// </returns>
    public Task<Caller> GetOrCreateCurrentUserAsync(HttpRequestData request, CancellationToken cancellationToken) =>
        RequireAsync(request, isCreated: true, cancellationToken);

    /// <summary>Requires an API key: <c>Authorization: Bearer csk_…</c>.</summary>
    /// <returns>The caller. Rejected with 401 if there is no valid key, and with 403 if its owner is banned or deleted.</returns>
    public async Task<Caller> RequireApiKeyAsync(HttpRequestData request, CancellationToken cancellationToken)
    {
        if (
            PresentedToken.FindBearer(request.FindHeader("Authorization")) is not { } presented
            || await keys.FindOwnerAsync(presented.Value, cancellationToken) is not { } owner
        )
        {
            return Caller.Reject(await request.CreateProblemAsync(UserProblems.InvalidApiKey));
        }

        return owner.User is { } user
            ? Caller.Of(user, owner.KeyId)
            : Caller.Reject(await request.CreateProblemAsync(UserProblems.Barred));
    }

    public bool HasCredits(User user, string action) => settings.CreditCosts.HasCredits(user.Credits, action);

    public long GetCreditsRequired(string action) => settings.CreditCosts.Of(action);

    /// <summary>Whether a user has exactly this plan.</summary>
    public bool IsOnPlan(User user, string plan) => settings.Plans.IsOnPlan(user.Plan, plan);

    public bool IsFreePlan(User user) => settings.Plans.IsFree(user.Plan);

    /// <summary>Whether a user has the plan <c>pro</c> or a higher one.</summary>
    public bool IsProOrHigher(User user) => settings.Plans.IsProOrHigher(user.Plan);

    /// <summary>Creates the 401 response that asks for a session token.</summary>
    public Task<HttpResponseData> UnauthorizedAsync(HttpRequestData request) =>
        request.CreateProblemAsync(UserProblems.Unauthorized);

    /// <summary>Creates the 402 response, with the credits that an action costs and the user's balance.</summary>
    public Task<HttpResponseData> PaymentRequiredAsync(HttpRequestData request, long required, long current) =>
        request.CreateProblemAsync(UserProblems.PaymentRequired with { Required = required, Current = current });

    /// <summary>
    /// Creates the 403 response for a user whose plan does not include what was requested, with the URL of the page on which the plan can
    /// be changed.
    /// </summary>
    public Task<HttpResponseData> UpgradeRequiredAsync(HttpRequestData request) =>
        request.CreateProblemAsync(UserProblems.UpgradeRequired with { UpgradeUrl = settings.UpgradeUrl });

    private async Task<Caller> RequireAsync(
        HttpRequestData request,
        bool isCreated,
        CancellationToken cancellationToken
    )
    {
        var (claims, rejection) = await VerifyAsync(request, cancellationToken);
        if (claims is null)
        {
            return Caller.Reject(await request.CreateProblemAsync(rejection!));
        }

        if (await users.FindByClerkIdAsync(claims.UserId, cancellationToken) is { } user)
        {
            return await AdmitAsync(request, user, claims);
        }

        var outcome = isCreated
            ? await users.EnsureExistsAsync(Describe(claims), cancellationToken)
            : await users.FindPresenceAsync(claims.UserId, cancellationToken);
        return outcome switch
        {
            JustInTimeOutcome.Deleted => Caller.Reject(await request.CreateProblemAsync(UserProblems.Barred)),
            JustInTimeOutcome.Exists
            or JustInTimeOutcome.Created
                when await users.FindByClerkIdAsync(claims.UserId, cancellationToken) is { } created =>
                await AdmitAsync(request, created, claims),
            _ => Caller.Reject(await request.CreateProblemAsync(UserProblems.UnknownUser)),
        };
    }

    private static async Task<Caller> AdmitAsync(HttpRequestData request, User user, SessionClaims claims) =>
        user.Banned ? Caller.Reject(await request.CreateProblemAsync(UserProblems.Barred)) : Caller.Of(user, claims);

    private async Task<(SessionClaims? Claims, Problem? Rejection)> VerifyAsync(
        HttpRequestData request,
        CancellationToken cancellationToken
    )
    {
        var presented = PresentedToken.FindAll(request.FindHeader("Authorization"), request.FindHeader("Cookie"));
        if (presented is [])
        {
            return (null, UserProblems.Unauthorized);
        }

        if (presented[0].FromCookie && !IsFromOwnPage(request))
        {
            return (null, UserProblems.ForeignOrigin);
        }

        var result = await verifier.VerifyAsync(presented, cancellationToken);
        return result.IsAccepted ? (result.Claims, null) : (null, UserProblems.Of(result.Rejection!.Value));
    }

    private bool IsFromOwnPage(HttpRequestData request) =>
        CookieOrigin.IsAllowed(
            request.Method.ToUpperInvariant(),
            request.FindHeader("Origin"),
            request.FindHeader("Sec-Fetch-Site"),
            request.Url,
            settings.AuthorizedParties
        );

    /// <summary>Claims that an application's token template may add, under the names in Clerk's guides.</summary>
    private static TokenUser Describe(SessionClaims claims) =>
        new()
        {
            ClerkId = claims.UserId,
            Email = claims.FindText("email"),
            FirstName = claims.FindText("first_name"),
            LastName = claims.FindText("last_name"),
            Username = claims.FindText("username"),
            ImageUrl = claims.FindText("image_url"),
        };
}
