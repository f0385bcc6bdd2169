namespace ClerkSync.Core.Sessions;

/// <summary>Why a session token is not accepted; <c>docs/session-tokens.md</c> describes each.</summary>
public enum SessionTokenRefusal
{
    /// <summary>No issuer is configured, so no token can be accepted.</summary>
    NotConfigured,

    /// <summary>The key that the token names is not known, and the issuer cannot be asked for it.</summary>
    KeysUnavailable,

    /// <summary>Several cookies hold valid tokens, and they name different sessions.</summary>
    AmbiguousSession,

    /// <summary>It is longer than any token of Clerk's.</summary>
    TooLong,

    /// <summary>It is no signed JSON Web Token, or its header or claims cannot be read.</summary>
    Malformed,

    /// <summary>It is not signed by RS256.</summary>
    UnsupportedAlgorithm,

    /// <summary>Its header brings a key along, or asks for something that must be understood.</summary>
    UnsupportedHeader,

    /// <summary>It is a token of another kind: for a machine, for OAuth, of a template.</summary>
    NotASessionToken,

    /// <summary>The issuer has no key of the id that the token names.</summary>
    UnknownKey,

    /// <summary>The signature does not fit the token and the key.</summary>
    InvalidSignature,

    /// <summary>It is of another Clerk application.</summary>
    WrongIssuer,

    /// <summary>A claim that is needed is missing, or one has a value that Clerk does not give.</summary>
    InvalidClaims,

    /// <summary>It was made for a front end that is not among <c>CLERK_AUTHORIZED_PARTIES</c>, or does not say for which.</summary>
    UnauthorizedParty,

    /// <summary>Its time is over.</summary>
    Expired,

    /// <summary>Its time has not begun.</summary>
    NotYetValid,

    /// <summary>It was issued later than now.</summary>
    IssuedInFuture,

    /// <summary>The user has signed in, but has something left to do first, such as to choose an organization.</summary>
    SessionPending,
}

/// <summary>The words for refusals in answers.</summary>
public static class SessionTokenRefusals
{
    /// <summary>The word for a refusal, such as <c>wrong_issuer</c>.</summary>
    public static string ToText(SessionTokenRefusal refusal) =>
        refusal switch
        {
            SessionTokenRefusal.NotConfigured => "not_configured",
            SessionTokenRefusal.KeysUnavailable => "keys_unavailable",
            SessionTokenRefusal.AmbiguousSession => "ambiguous_session",
            SessionTokenRefusal.TooLong => "token_too_long",
            SessionTokenRefusal.Malformed => "malformed_token",
            SessionTokenRefusal.UnsupportedAlgorithm => "unsupported_algorithm",
            SessionTokenRefusal.UnsupportedHeader => "unsupported_header",
            SessionTokenRefusal.NotASessionToken => "not_a_session_token",
            SessionTokenRefusal.UnknownKey => "unknown_key",
            SessionTokenRefusal.InvalidSignature => "invalid_signature",
            SessionTokenRefusal.WrongIssuer => "wrong_issuer",
            SessionTokenRefusal.InvalidClaims => "invalid_claims",
            SessionTokenRefusal.UnauthorizedParty => "unauthorized_party",
            SessionTokenRefusal.Expired => "token_expired",
            SessionTokenRefusal.NotYetValid => "token_not_yet_valid",
            SessionTokenRefusal.IssuedInFuture => "token_issued_in_future",
            SessionTokenRefusal.SessionPending => "session_pending",
            _ => throw new ArgumentOutOfRangeException(nameof(refusal)),
        };

    /// <summary>Whether the trouble is on the server's side and says nothing about the token: 503, not 401.</summary>
    public static bool IsUnavailable(SessionTokenRefusal refusal) =>
        refusal is SessionTokenRefusal.NotConfigured or SessionTokenRefusal.KeysUnavailable;
}
