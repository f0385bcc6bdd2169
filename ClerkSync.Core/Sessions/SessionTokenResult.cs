using System.Diagnostics.CodeAnalysis;

namespace ClerkSync.Core.Sessions;

/// <summary>The result of checking a session token: its claims, or why it is rejected.</summary>
public readonly record struct SessionTokenResult
{
    private SessionTokenResult(SessionClaims? claims, SessionTokenRejection? rejection) =>
        (Claims, Rejection) = (claims, rejection);

    /// <summary>Null when the token is rejected.</summary>
    public SessionClaims? Claims { get; }

    /// <summary>Null when the token is accepted.</summary>
    public SessionTokenRejection? Rejection { get; }

    [MemberNotNullWhen(true, nameof(Claims))]
    [MemberNotNullWhen(false, nameof(Rejection))]
    public bool IsAccepted => Claims is not null;

    internal static SessionTokenResult Accept(SessionClaims claims) => new(claims, rejection: null);

    internal static SessionTokenResult Reject(SessionTokenRejection rejection) => new(claims: null, rejection);
}
