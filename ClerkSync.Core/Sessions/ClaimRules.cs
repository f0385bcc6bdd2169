namespace ClerkSync.Core.Sessions;

/// <summary>The rules for the claims of a token whose signature is verified.</summary>
/// <param name="issuer">The only accepted issuer.</param>
/// <param name="authorizedParties">Empty when the <c>azp</c> may be any.</param>
internal sealed class ClaimRules(string issuer, IReadOnlyList<string> authorizedParties)
{
    private const string Active = "active";
    private const string Pending = "pending";

    private static readonly TimeSpan Skew = TimeSpan.FromSeconds(5);

    /// <param name="json">The claims as UTF-8, to be kept.</param>
    public SessionTokenResult Check(ClaimsPayload payload, ReadOnlyMemory<byte> json, DateTimeOffset now)
    {
        if (payload.Iss != issuer)
        {
            return SessionTokenResult.Reject(SessionTokenRejection.WrongIssuer);
        }

        if (FindClaims(payload, json) is not { } claims)
        {
            return SessionTokenResult.Reject(SessionTokenRejection.InvalidClaims);
        }

        return FindRejection(payload, now) is { } rejection
            ? SessionTokenResult.Reject(rejection)
            : SessionTokenResult.Accept(claims);
    }

    /// <summary>Null when a claim is missing, or has a value that Clerk does not use.</summary>
    private static SessionClaims? FindClaims(ClaimsPayload payload, ReadOnlyMemory<byte> json) =>
        payload
            is {
                Sub: { } userId,
                Sid: { Length: > 0 } sessionId,
                Iss: { } issuer,
                Exp: { } expiresAt,
                Sts: null or Active or Pending
            }
        && ScopedNames.Find(payload.Pla) is { } plans
        && ScopedNames.Find(payload.Fea) is { } features
            ? new SessionClaims
            {
                UserId = userId,
                SessionId = sessionId,
                Issuer = issuer,
                AuthorizedParty = payload.Azp,
                ExpiresAt = expiresAt,
                IssuedAt = payload.Iat,
                Actor = payload.Act?.Sub,
                Organization = SessionOrganization.Find(payload, features.OfOrganization),
                Plans = plans,
                Features = features,
                Json = json,
            }
            : null;

    /// <remarks>
    /// Skew included, the first moment is valid and the last is not. Source: @clerk/backend 3.20.1,
    /// <c>jwt/assertions.ts</c>.
    /// </remarks>
    private SessionTokenRejection? FindRejection(ClaimsPayload payload, DateTimeOffset now) =>
        payload switch
        {
            _ when authorizedParties.Count > 0 && !authorizedParties.Contains(payload.Azp) =>
                SessionTokenRejection.UnauthorizedParty,
            _ when payload.Exp <= now - Skew => SessionTokenRejection.Expired,
            _ when payload.Nbf > now + Skew => SessionTokenRejection.NotYetValid,
            _ when payload.Iat > now + Skew => SessionTokenRejection.IssuedInFuture,
            { Sts: Pending } => SessionTokenRejection.SessionPending,
            _ => null,
        };
}
