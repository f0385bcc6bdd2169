using System.Security.Claims;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;

namespace ClerkSync.AspNetCore.Functions;

/// <summary>A request as the Functions host passes it to a worker.</summary>
/// <param name="body">The whole body, read before the function starts.</param>
internal sealed class KestrelRequest(FunctionContext context, HttpRequest request, Stream body)
    : HttpRequestData(context)
{
    private const StringSplitOptions SplitEntries =
        StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries;

    private HttpHeadersCollection? _headers;
    private Uri? _url;

    public override Stream Body => body;

    // HttpHeaders does not change the case of unknown names. The host sends them in lower case.
    public override HttpHeadersCollection Headers =>
        _headers ??= new(
            request.Headers.Select(header =>
                KeyValuePair.Create(header.Key.ToLowerInvariant(), header.Value.ToString())
            )
        );

    public override IReadOnlyCollection<IHttpCookie> Cookies =>
        [.. request.Headers.Cookie.ToString().Split(';', SplitEntries).Select(ToCookie)];

    public override Uri Url => _url ??= new($"{request.Scheme}://{request.Host}{request.Path}{request.QueryString}");

    public override IEnumerable<ClaimsIdentity> Identities => [];

    public override string Method => request.Method;

    public override HttpResponseData CreateResponse() => new KestrelResponse(FunctionContext);

    // As sent: ASP.NET Core would decode percent signs.
    private static HttpCookie ToCookie(string pair) =>
        pair.Split('=', 2) is [var name, var value] ? new(name, value) : new(pair, "");
}
