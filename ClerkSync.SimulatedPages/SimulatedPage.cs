using System.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace ClerkSync.SimulatedPages;

/// <summary>The page of a simulated service. It loads everything from the server of that service.</summary>
internal static class SimulatedPage
{
    private const string Prefix = "page/";

    // The page cannot be framed or send data to another server, and no text can become HTML or a script.
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'none'; "
        + "frame-ancestors 'none'; base-uri 'none'; require-trusted-types-for 'script'; trusted-types 'none'";

    private static readonly Assembly Own = typeof(SimulatedPage).Assembly;

    /// <summary>
    /// Maps the page, its files, and the route at which it redeems its link. They need no key, because they contain none: every account of
    /// this machine can request them.
    /// </summary>
    public static void MapPage(this IEndpointRouteBuilder routes, PageLink link)
    {
        foreach (var path in Own.GetManifestResourceNames().Where(IsFile))
        {
            var isPage = path.EndsWith(".html", StringComparison.Ordinal);
            routes.MapGet(isPage ? "/" : $"/{path}", context => WriteAsync(context, path));
        }

        routes.MapPost(PageLink.Route, link.RedeemAsync);
    }

    private static async Task WriteAsync(HttpContext context, string path)
    {
        context.Response.ContentType = Path.GetExtension(path) switch
        {
            ".html" => "text/html; charset=utf-8",
            ".css" => "text/css; charset=utf-8",
            ".svg" => "image/svg+xml",
            _ => "text/javascript; charset=utf-8",
        };
        context.Response.Headers.CacheControl = "no-cache";
        context.Response.Headers.ContentSecurityPolicy = Policy;
        context.Response.Headers.XContentTypeOptions = "nosniff";
        await using var file = Own.GetManifestResourceStream(path)!;
        context.Response.ContentLength = file.Length;
        await file.CopyToAsync(context.Response.Body, context.RequestAborted);
    }

    private static bool IsFile(string resource) => resource.StartsWith(Prefix, StringComparison.Ordinal);
}
