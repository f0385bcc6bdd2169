using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace ClerkSync.Tests.Pages;

/// <summary>
/// An application's front end. It forwards requests under <c>/clerksync/</c> to the functions. <c>/embed</c> shows the account page in a
/// frame and gives it a token on request.
/// </summary>
internal sealed class FrontEnd : IAsyncDisposable
{
    private static readonly string[] ForwardedHeaders =
    [
        "Accept",
        "Authorization",
        "Cookie",
        "Origin",
        "Sec-Fetch-Site",
    ];

    private readonly WebApplication _app;
    private readonly HttpClient _http = new();

    private FrontEnd(WebApplication app) => _app = app;

    public string Origin => _app.Urls.Single();

    public string SignOutUrl => $"{Origin}/sign-out";

    /// <summary>The base URL of the functions, such as <c>http://127.0.0.1:7071/api/</c>.</summary>
    public Uri Functions { get; set; } = null!;

    public string Token { get; set; } = "";

    public static async Task<FrontEnd> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        var frontEnd = new FrontEnd(app);
        app.MapGet("/embed", frontEnd.EmbedAsync);
        app.MapGet("/sign-out", SignOutAsync);
        app.Map("/clerksync/{**path}", frontEnd.ForwardAsync);
        await app.StartAsync();
        return frontEnd;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _http.Dispose();
    }

    private Task EmbedAsync(HttpContext context)
    {
        context.Response.ContentType = "text/html";
        return context.Response.WriteAsync(
            $$"""
            <!doctype html>
            <html lang="en">
              <link rel="icon" href="data:," />
              <title>Front end</title>
              <iframe src="{{Functions}}account/" title="Account" width="1000" height="800"></iframe>
              <script>
                addEventListener("message", ({ origin, source, data }) => {
                  if (origin === new URL("{{Functions}}").origin && data?.type === "clerksync:token-wanted") {
                    source.postMessage({ type: "clerksync:token", token: "{{Token}}" }, origin);
                  }
                });
              </script>
            </html>
            """
        );
    }

    private static Task SignOutAsync(HttpContext context)
    {
        context.Response.ContentType = "text/html";
        return context.Response.WriteAsync(
            """<!doctype html><html lang="en"><link rel="icon" href="data:," /><title>Front end</title><h1>Signed out</h1></html>"""
        );
    }

    private async Task ForwardAsync(HttpContext context, string path)
    {
        using var request = new HttpRequestMessage(
            new HttpMethod(context.Request.Method),
            new Uri(Functions, path + context.Request.QueryString)
        );
        foreach (var name in ForwardedHeaders.Where(context.Request.Headers.ContainsKey))
        {
            request.Headers.TryAddWithoutValidation(name, $"{context.Request.Headers[name]}");
        }

        if (context.Request.ContentLength is { } length and > 0)
        {
            request.Content = new StreamContent(context.Request.Body);
            request.Content.Headers.ContentLength = length;
        }

        using var response = await _http.SendAsync(request);
        context.Response.StatusCode = (int)response.StatusCode;
        context.Response.ContentType = $"{response.Content.Headers.ContentType}";
        await response.Content.CopyToAsync(context.Response.Body);
    }
}
