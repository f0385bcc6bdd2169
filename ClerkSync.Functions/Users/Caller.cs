using System.Diagnostics.CodeAnalysis;
using ClerkSync.Core.Sessions;
using ClerkSync.Core.Users;
using Microsoft.Azure.Functions.Worker.Http;

namespace ClerkSync.Functions.Users;

/// <summary>Who calls a function, or the answer to somebody who may not.</summary>
public sealed class Caller
{
    private Caller(User? user, SessionClaims? session, Guid? apiKeyId, HttpResponseData? refusal) =>
        (User, Session, ApiKeyId, Refusal) = (user, session, apiKeyId, refusal);

    /// <summary>Null when the caller is refused.</summary>
    public User? User { get; }

    /// <summary>
    /// What the session token says beside its user: the organization that the user works in, with the role and permissions there, plans and
    /// features of Clerk Billing, and who acts in the user's name. Null for an API key.
    /// </summary>
    public SessionClaims? Session { get; }

    /// <summary>The API key that the caller came with; null for a session.</summary>
    public Guid? ApiKeyId { get; }

    /// <summary>What to answer; null when the caller may go on.</summary>
    public HttpResponseData? Refusal { get; }

    /// <summary>Whether the caller may not go on.</summary>
    [MemberNotNullWhen(true, nameof(Refusal))]
    [MemberNotNullWhen(false, nameof(User))]
    public bool IsRefused => Refusal is not null;

    internal static Caller Of(User user, SessionClaims session) => new(user, session, apiKeyId: null, refusal: null);

    internal static Caller Of(User user, Guid apiKeyId) => new(user, session: null, apiKeyId, refusal: null);

    internal static Caller Refuse(HttpResponseData refusal) => new(user: null, session: null, apiKeyId: null, refusal);
}
