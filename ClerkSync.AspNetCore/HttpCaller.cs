using System.Diagnostics.CodeAnalysis;
using ClerkSync.AspNetCore.Functions;
using ClerkSync.Core.Sessions;
using ClerkSync.Core.Users;
using ClerkSync.Functions.Users;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker.Http;

namespace ClerkSync.AspNetCore;

/// <summary>The caller of an endpoint, or the response to a caller who is rejected.</summary>
public sealed class HttpCaller
{
    private readonly Caller? _caller;

    internal HttpCaller(Caller? caller, HttpResponseData? rejection)
    {
        _caller = caller;
        Rejection = rejection is null ? null : new FunctionResult(rejection);
    }

    /// <summary>Null when the caller is rejected.</summary>
    public User? User => _caller?.User;

    /// <inheritdoc cref="Caller.Session"/>
    public SessionClaims? Session => _caller?.Session;

    /// <inheritdoc cref="Caller.ApiKeyId"/>
    public Guid? ApiKeyId => _caller?.ApiKeyId;

    /// <summary>
    /// The response that the endpoint must return: an error of <c>docs/api.md</c>, such as 401, 403 or 503, as
    /// <c>application/problem+json</c>. Null when the caller is accepted.
    /// </summary>
    public IResult? Rejection { get; }

    [MemberNotNullWhen(true, nameof(Rejection))]
    [MemberNotNullWhen(false, nameof(User))]
    public bool IsRejected => Rejection is not null;
}
