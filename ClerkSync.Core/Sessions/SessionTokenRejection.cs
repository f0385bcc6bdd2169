namespace ClerkSync.Core.Sessions;

/// <summary>The reasons to reject a session token; <c>docs/session-tokens.md</c> describes each.</summary>
public enum SessionTokenRejection
{
    /// <summary>No issuer is configured, so no token can be accepted.</summary>
    NotConfigured,

    /// <summary>The token's key is unknown, and the issuer's keys cannot be read.</summary>
    KeysUnavailable,

    /// <summary>Several cookies have valid tokens of different sessions.</summary>
    AmbiguousSession,

    /// <summary>It is longer than any of Clerk's tokens.</summary>
    TooLong,

    /// <summary>It is not a signed JSON Web Token, or its header or claims cannot be read.</summary>
    Malformed,

    /// <summary>It is not signed with RS256.</summary>
    UnsupportedAlgorithm,

    /// <summary>Its header contains a key, or an extension that must be understood.</summary>
    UnsupportedHeader,

    /// <summary>It is another kind of token, such as one for a machine or OAuth, or one from a template.</summary>
    NotASessionToken,

    /// <summary>The issuer has no key with the token's key id.</summary>
    UnknownKey,

    /// <summary>The signature does not match.</summary>
    InvalidSignature,

    /// <summary>It belongs to another Clerk application.</summary>
    WrongIssuer,

    /// <summary>A required claim is missing, or a claim has a value that Clerk does not use.</summary>
    InvalidClaims,

    /// <summary>
    /// The token's front end (<c>azp</c>) is not one of <c>CLERK_AUTHORIZED_PARTIES</c>, or the token names none.
    /// </summary>
    UnauthorizedParty,

    Expired,

    NotYetValid,

    IssuedInFuture,

    /// <summary>The user is signed in, but must complete a task first, such as choosing an organization.</summary>
    SessionPending,
}

/// <summary>The codes of rejected session tokens in responses.</summary>
public static class SessionTokenRejections
{
    /// <summary>Returns the code, such as <c>wrong_issuer</c>.</summary>
    public static string ToText(SessionTokenRejection rejection) =>
        rejection switch
        {
            SessionTokenRejection.NotConfigured => "not_configured",
            SessionTokenRejection.KeysUnavailable => "keys_unavailable",
            SessionTokenRejection.AmbiguousSession => "ambiguous_session",
            SessionTokenRejection.TooLong => "token_too_long",
            SessionTokenRejection.Malformed => "malformed_token",
            SessionTokenRejection.UnsupportedAlgorithm => "unsupported_algorithm",
            SessionTokenRejection.UnsupportedHeader => "unsupported_header",
            SessionTokenRejection.NotASessionToken => "not_a_session_token",
            SessionTokenRejection.UnknownKey => "unknown_key",
            SessionTokenRejection.InvalidSignature => "invalid_signature",
            SessionTokenRejection.WrongIssuer => "wrong_issuer",
            SessionTokenRejection.InvalidClaims => "invalid_claims",
            SessionTokenRejection.UnauthorizedParty => "unauthorized_party",
            SessionTokenRejection.Expired => "token_expired",
            SessionTokenRejection.NotYetValid => "token_not_yet_valid",
            SessionTokenRejection.IssuedInFuture => "token_issued_in_future",
            SessionTokenRejection.SessionPending => "session_pending",
            _ => throw new ArgumentOutOfRangeException(nameof(rejection)),
        };

    /// <summary>Whether the token may be valid but cannot be checked now. The response is then 503, not 401.</summary>
    public static bool IsUnavailable(SessionTokenRejection rejection) =>
        rejection is SessionTokenRejection.NotConfigured or SessionTokenRejection.KeysUnavailable;
}
