using Microsoft.Extensions.Logging;

namespace ClerkSync.Core.Sessions;

/// <summary>Checks Clerk's session tokens.</summary>
public sealed partial class SessionTokenVerifier
{
    private readonly ClaimRules? _rules;
    private readonly ClerkJwtKey? _key;
    private readonly IssuerKeys _issuerKeys;
    private readonly TimeProvider _time;
    private readonly ILogger<SessionTokenVerifier> _logger;

    internal SessionTokenVerifier(
        ClerkSyncSettings settings,
        IssuerKeys issuerKeys,
        TimeProvider time,
        ILogger<SessionTokenVerifier> logger
    )
    {
        _rules = settings.ClerkIssuer is { } issuer ? new ClaimRules(issuer, settings.AuthorizedParties) : null;
        _key = settings.ClerkJwtKey;
        _issuerKeys = issuerKeys;
        _time = time;
        _logger = logger;
        if (_rules is null)
        {
            LogNotConfigured(ClerkIssuer.Setting);
        }
    }

    /// <summary>Checks all tokens of a request.</summary>
    /// <param name="tokens">At least one, as <see cref="PresentedToken.FindAll"/> finds them.</param>
    /// <param name="cancellationToken">Stops the wait for the issuer's keys.</param>
    /// <returns>
    /// The claims of the valid token that expires last, if all valid tokens belong to one session; otherwise the reason for the rejection.
    /// Rejected tokens do not matter if there is a valid one.
    /// </returns>
    public async ValueTask<SessionTokenResult> VerifyAsync(
        IReadOnlyList<PresentedToken> tokens,
        CancellationToken cancellationToken
    )
    {
        if (tokens is [var only])
        {
            return await VerifyAsync(only.Value, cancellationToken);
        }

        var results = new List<SessionTokenResult>();
        foreach (var token in tokens)
        {
            results.Add(await VerifyAsync(token.Value, cancellationToken));
        }

        var accepted = results.Where(result => result.IsAccepted).ToList();
        return accepted.DistinctBy(result => result.Claims!.SessionId).Count() switch
        {
            // A token that could not be checked may be valid.
            0 => results
                .OrderByDescending(result => SessionTokenRejections.IsUnavailable(result.Rejection!.Value))
                .First(),
            1 => accepted.MaxBy(result => result.Claims!.ExpiresAt),
            _ => SessionTokenResult.Reject(SessionTokenRejection.AmbiguousSession),
        };
    }

    /// <summary>Checks a token: its form, its signature, and then its claims.</summary>
    /// <param name="token">Without the scheme or the cookie's name.</param>
    /// <param name="cancellationToken">Stops the wait for the issuer's keys.</param>
    /// <returns>The claims of a valid token, otherwise the reason for the rejection. An invalid token never causes an exception.</returns>
    /// <remarks>With <c>CLERK_JWT_KEY</c> or a cached key there is no wait.</remarks>
    public async ValueTask<SessionTokenResult> VerifyAsync(string token, CancellationToken cancellationToken)
    {
        if (_rules is null)
        {
            return SessionTokenResult.Reject(SessionTokenRejection.NotConfigured);
        }

        if (token.Length > JsonWebToken.MaxLength)
        {
            return SessionTokenResult.Reject(SessionTokenRejection.TooLong);
        }

        if (JsonWebToken.Find(token) is not { } jwt || jwt.FindHeader() is not { } header)
        {
            return SessionTokenResult.Reject(SessionTokenRejection.Malformed);
        }

        if (header.FindRejection() is { } rejection)
        {
            return SessionTokenResult.Reject(rejection);
        }

        var answer = _key is null
            ? await _issuerKeys.FindAsync(header.Kid, cancellationToken)
            : new KeyAnswer(_key.Key, Rejection: null);
        return answer.Key is { } key ? Verify(jwt, key, _rules) : SessionTokenResult.Reject(answer.Rejection!.Value);
    }

    /// <summary>Reads the claims only after the signature is verified.</summary>
    private SessionTokenResult Verify(JsonWebToken jwt, SigningKey key, ClaimRules rules) =>
        !jwt.IsSignedBy(key) ? SessionTokenResult.Reject(SessionTokenRejection.InvalidSignature)
        : jwt.FindPayload() is { } json && JsonWebToken.Read(json, SessionJson.Default.ClaimsPayload) is { } payload
            ? rules.Check(payload, json, _time.GetUtcNow())
        : SessionTokenResult.Reject(SessionTokenRejection.Malformed);

    [LoggerMessage(LogLevel.Warning, "{Setting} is not set, so every session token is rejected.")]
    private partial void LogNotConfigured(string setting);
}
