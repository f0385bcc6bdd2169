using System.Diagnostics.CodeAnalysis;
using ClerkSync.Core.Sessions;
using ClerkSync.Core.Users;
using Microsoft.Azure.Functions.Worker.Http;

namespace ClerkSync.Functions.Users;

/// <summary>The caller of a function, or the response to a caller who is rejected.</summary>
public sealed class Caller
{
    private Caller(User? user, SessionClaims? session, Guid? apiKeyId, HttpResponseData? rejection) =>
        (User, Session, ApiKeyId, Rejection) = (user, session, apiKeyId, rejection);

    /// <summary>Null when the caller is rejected.</summary>
    public User? User { get; }

    /// <summary>
    /// The claims of the session token, such as the active organization with the user's role and permissions, the plans and features of
    /// Clerk Billing, and the person who acts on the user's behalf. Null for an API key, and when the caller is rejected.
    /// </summary>
    public SessionClaims? Session { get; }

    /// <summary>The id of the caller's API key; null for a session, and when the caller is rejected.</summary>
    public Guid? ApiKeyId { get; }

    /// <summary>The response to a rejected caller; null when the caller is accepted.</summary>
    public HttpResponseData? Rejection { get; }

    [MemberNotNullWhen(true, nameof(Rejection))]
    [MemberNotNullWhen(false, nameof(User))]
    public bool IsRejected => Rejection is not null;

    internal static Caller Of(User user, SessionClaims session) => new(user, session, apiKeyId: null, rejection: null);

    internal static Caller Of(User user, Guid apiKeyId) => new(user, session: null, apiKeyId, rejection: null);

    internal static Caller Reject(HttpResponseData rejection) =>
        new(user: null, session: null, apiKeyId: null, rejection);
}
