using System.Diagnostics.CodeAnalysis;
using ClerkSync.Core.Users;
using Microsoft.Azure.Functions.Worker.Http;

namespace ClerkSync.Functions.Users;

/// <summary>Who calls a function, or the answer to somebody who may not.</summary>
public sealed class Caller
{
    private Caller(User? user, Guid? apiKeyId, HttpResponseData? refusal) =>
        (User, ApiKeyId, Refusal) = (user, apiKeyId, refusal);

    /// <summary>Null when the caller is refused.</summary>
    public User? User { get; }

    /// <summary>The API key that the caller came with; null for a session.</summary>
    public Guid? ApiKeyId { get; }

    /// <summary>What to answer; null when the caller may go on.</summary>
    public HttpResponseData? Refusal { get; }

    /// <summary>Whether the caller may not go on.</summary>
    [MemberNotNullWhen(true, nameof(Refusal))]
    [MemberNotNullWhen(false, nameof(User))]
    public bool IsRefused => Refusal is not null;

    internal static Caller Of(User user, Guid? apiKeyId = null) => new(user, apiKeyId, refusal: null);

    internal static Caller Refuse(HttpResponseData refusal) => new(user: null, apiKeyId: null, refusal);
}
