namespace ClerkSync.Core.Sessions;

/// <summary>Why a session token is rejected; <c>docs/session-tokens.md</c> describes each.</summary>
public enum SessionTokenRefusal
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

    /// <summary>Its front end is not one of <c>CLERK_AUTHORIZED_PARTIES</c>, or is missing.</summary>
    UnauthorizedParty,

    Expired,

    NotYetValid,

    IssuedInFuture,

    /// <summary>The user is signed in, but must complete a task first, such as choosing an organization.</summary>
    SessionPending,
}

/// <summary>The codes of rejected session tokens in responses.</summary>
public static class SessionTokenRefusals
{
    /// <summary>Returns the code, such as <c>wrong_issuer</c>.</summary>
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

    /// <summary>Whether the token may be valid but cannot be checked now. The response is then 503, not 401.</summary>
    public static bool IsUnavailable(SessionTokenRefusal refusal) =>
        refusal is SessionTokenRefusal.NotConfigured or SessionTokenRefusal.KeysUnavailable;
}
