using System.Diagnostics.CodeAnalysis;

namespace ClerkSync.Core.Sessions;

/// <summary>The result of checking a session token: its claims, or why it is rejected.</summary>
public readonly record struct SessionTokenResult
{
    private SessionTokenResult(SessionClaims? claims, SessionTokenRefusal? refusal) =>
        (Claims, Refusal) = (claims, refusal);

    /// <summary>Null when the token is rejected.</summary>
    public SessionClaims? Claims { get; }

    /// <summary>Null when the token is accepted.</summary>
    public SessionTokenRefusal? Refusal { get; }

    [MemberNotNullWhen(true, nameof(Claims))]
    [MemberNotNullWhen(false, nameof(Refusal))]
    public bool IsAccepted => Claims is not null;

    internal static SessionTokenResult Accept(SessionClaims claims) => new(claims, refusal: null);

    internal static SessionTokenResult Refuse(SessionTokenRefusal refusal) => new(claims: null, refusal);
}
