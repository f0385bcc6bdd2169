using System.Net;
using ClerkSync.Functions.Http;
using Microsoft.Azure.Functions.Worker.Http;

namespace ClerkSync.Functions.Pages;

/// <summary>Serves a page and its files.</summary>
internal static class PageResponse
{
    private const string Index = "index.html";

    // Scripts and styles come only from this origin, and no text can become HTML or a script.
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; "
        + "form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'; frame-ancestors ";

    /// <summary>
    /// Serves the page when there is no path, and a file under the version of this build. For another version it returns 404, so that
    /// a page never runs with the files of another build.
    /// </summary>
    /// <param name="page">The page's name, which is the last part of its route, such as <c>console</c>.</param>
    /// <param name="path">The part after the route; null or empty for the page itself.</param>
    /// <param name="ancestors">The origins that may embed the page in a frame; empty for none.</param>
    public static async Task<HttpResponseData> CreateAsync(
        HttpRequestData request,
        string page,
        string? path,
        IReadOnlyCollection<string> ancestors
    )
    {
        var files = PageFiles.Current;
        if (string.IsNullOrEmpty(path) && !request.Url.AbsolutePath.EndsWith('/'))
        {
            // The redirect is relative, because the route prefix and a proxy's path are unknown here.
            return Redirect(request, $"{page}/");
        }

        // A proxy may remove a trailing slash, so the page also has a name.
        if (path is null or "" or Index)
        {
            return await CreatePageAsync(request, files.Find($"{page}/{Index}")!, ancestors);
        }

        return
            path.Split('/', 2) is [var version, var file] && version == files.Version && files.Find(file) is { } found
            ? await CreateFileAsync(request, found)
            : request.CreateResponse(HttpStatusCode.NotFound);
    }

    private static async Task<HttpResponseData> CreatePageAsync(
        HttpRequestData request,
        PageFile file,
        IReadOnlyCollection<string> ancestors
    )
    {
        var response = request.CreateResponse(HttpStatusCode.OK);
        response.Headers.Add("Cache-Control", "no-cache");
        response.Headers.Add("Referrer-Policy", "no-referrer");
        response.Headers.Add(
            "Content-Security-Policy",
            Policy + (ancestors.Count > 0 ? string.Join(' ', ancestors) : "'none'")
        );
        await WriteAsync(request, response, file);
        return response;
    }

    private static async Task<HttpResponseData> CreateFileAsync(HttpRequestData request, PageFile file)
    {
        var response = request.CreateResponse(HttpStatusCode.OK);
        response.Headers.Add("Cache-Control", "public, max-age=31536000, immutable");
        await WriteAsync(request, response, file);
        return response;
    }

    private static async Task WriteAsync(HttpRequestData request, HttpResponseData response, PageFile file)
    {
        response.Headers.Add("Content-Type", file.ContentType);
        response.Headers.Add("X-Content-Type-Options", "nosniff");
        response.Headers.Add("Vary", "Accept-Encoding");
        var isCompressed =
            request.FindHeader("Accept-Encoding")?.Contains("gzip", StringComparison.OrdinalIgnoreCase) ?? false;
        if (isCompressed)
        {
            response.Headers.Add("Content-Encoding", "gzip");
        }

        await response.WriteBytesAsync(isCompressed ? file.Gzip : file.Bytes);
    }

    private static HttpResponseData Redirect(HttpRequestData request, string location)
    {
        var response = request.CreateResponse(HttpStatusCode.PermanentRedirect);
        response.Headers.Add("Location", location);
        return response;
    }
}
