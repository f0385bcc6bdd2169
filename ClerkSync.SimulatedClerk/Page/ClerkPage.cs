using Microsoft.AspNetCore.Http;

namespace ClerkSync.SimulatedClerk.Page;

/// <summary>The page on which people sign up, change and go. It needs no network but this server.</summary>
internal static class ClerkPage
{
    private const string Resource = "page.html";

    // Not in a frame of another page, and no word to another server.
    private const string Policy =
        "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:; connect-src 'self'; "
        + "form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

    private static readonly Lazy<string> Html = new(Read);

    /// <summary>Answers with it. It holds no key: every account of this machine can ask for it.</summary>
    public static Task WriteAsync(HttpContext context)
    {
        context.Response.ContentType = "text/html; charset=utf-8";
        context.Response.Headers.ContentSecurityPolicy = Policy;
        return context.Response.WriteAsync(Html.Value, context.RequestAborted);
    }

    private static string Read()
    {
        using var reader = new StreamReader(typeof(ClerkPage).Assembly.GetManifestResourceStream(Resource)!);
        return reader.ReadToEnd();
    }
}
