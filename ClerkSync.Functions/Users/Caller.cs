using System.Diagnostics.CodeAnalysis;
using ClerkSync.Core.Sessions;
using ClerkSync.Core.Users;
using Microsoft.Azure.Functions.Worker.Http;

namespace ClerkSync.Functions.Users;

/// <summary>The caller of a function, or the response to a caller who is rejected.</summary>
public sealed class Caller
{
    private Caller(User? user, SessionClaims? session, Guid? apiKeyId, HttpResponseData? refusal) =>
        (User, Session, ApiKeyId, Refusal) = (user, session, apiKeyId, refusal);

    /// <summary>Null when the caller is rejected.</summary>
    public User? User { get; }

    /// <summary>
    /// The session token's other claims: the active organization with the user's role and permissions, plans and features of Clerk Billing,
    /// and a person who acts on the user's behalf. Null for an API key.
    /// </summary>
    public SessionClaims? Session { get; }

    /// <summary>The caller's API key; null for a session.</summary>
    public Guid? ApiKeyId { get; }

    /// <summary>The response to a rejected caller; null when the caller is accepted.</summary>
    public HttpResponseData? Refusal { get; }

    [MemberNotNullWhen(true, nameof(Refusal))]
    [MemberNotNullWhen(false, nameof(User))]
    public bool IsRefused => Refusal is not null;

    internal static Caller Of(User user, SessionClaims session) => new(user, session, apiKeyId: null, refusal: null);

    internal static Caller Of(User user, Guid apiKeyId) => new(user, session: null, apiKeyId, refusal: null);

    internal static Caller Refuse(HttpResponseData refusal) => new(user: null, session: null, apiKeyId: null, refusal);
}
