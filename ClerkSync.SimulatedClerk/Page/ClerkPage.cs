using System.Collections.Frozen;
using ClerkSync.SimulatedClerk.Api;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace ClerkSync.SimulatedClerk.Page;

/// <summary>The page for creating, changing and deleting users. It loads everything from this server.</summary>
internal static class ClerkPage
{
    /// <summary>The route of the page's files.</summary>
    public const string FilesRoute = "/page/{**path}";

    private const string Prefix = "page/";
    private const string Html = "clerk/page.html";

    // The page cannot be framed or send data to another server, and no text can become HTML or a script.
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'none'; "
        + "frame-ancestors 'none'; base-uri 'none'; require-trusted-types-for 'script'; trusted-types 'none'";

    private static readonly Lazy<FrozenDictionary<string, byte[]>> Files = new(Read);

    /// <summary>Serves the page. It contains no key, because every account of this machine can request it.</summary>
    public static Task WriteAsync(HttpContext context)
    {
        context.Response.Headers.ContentSecurityPolicy = Policy;
        return WriteAsync(context, Html);
    }

    /// <summary>Serves a file of the page.</summary>
    public static Task WriteFileAsync(HttpContext context) =>
        context.GetRouteValue("path") is string path && Files.Value.ContainsKey(path)
            ? WriteAsync(context, path)
            : BackendApi.RefuseUnknownAsync(context);

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
        context.Response.Headers.XContentTypeOptions = "nosniff";
        await context.Response.Body.WriteAsync(Files.Value[path], context.RequestAborted);
    }

    private static FrozenDictionary<string, byte[]> Read() =>
        typeof(ClerkPage)
            .Assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
            .ToFrozenDictionary(name => name[Prefix.Length..], Read);

    private static byte[] Read(string resource)
    {
        using var stream = typeof(ClerkPage).Assembly.GetManifestResourceStream(resource)!;
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
