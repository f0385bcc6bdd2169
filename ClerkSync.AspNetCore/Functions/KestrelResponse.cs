using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;

namespace ClerkSync.AspNetCore.Functions;

/// <summary>A response, kept until the function has finished.</summary>
internal sealed class KestrelResponse(FunctionContext context) : HttpResponseData(context)
{
    private readonly KestrelCookies _cookies = new();

    public override HttpStatusCode StatusCode { get; set; } = HttpStatusCode.OK;

    public override HttpHeadersCollection Headers { get; set; } = new();

    public override Stream Body { get; set; } = new MemoryStream();

    public override HttpCookies Cookies => _cookies;

    public async Task WriteToAsync(HttpResponse response, CancellationToken cancellationToken)
    {
        response.StatusCode = (int)StatusCode;
        foreach (var (name, values) in Headers)
        {
            response.Headers[name] = string.Join(',', values);
        }

        _cookies.WriteTo(response.Cookies);
        if (Body.CanSeek)
        {
            Body.Position = 0;
            response.ContentLength = Body.Length > 0 ? Body.Length : null;
        }

        await Body.CopyToAsync(response.Body, cancellationToken);
    }
}
