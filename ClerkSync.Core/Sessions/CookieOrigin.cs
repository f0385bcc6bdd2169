namespace ClerkSync.Core.Sessions;

/// <summary>
/// Whether a request that is authenticated by a cookie may change something. A browser adds the cookie to requests that pages of
/// other sites make; it also says which page made them, and no page can change that.
/// </summary>
/// <remarks>Source: Fetch Metadata Request Headers, and Go's <c>net/http.CrossOriginProtection</c>.</remarks>
public static class CookieOrigin
{
    /// <summary>Whether the request may be carried out.</summary>
    /// <param name="method">The HTTP method, in upper case as it is sent.</param>
    /// <param name="origin">The header <c>Origin</c>; null when there is none.</param>
    /// <param name="secFetchSite">The header <c>Sec-Fetch-Site</c>; null when there is none.</param>
    /// <param name="requestUrl">The URL that was asked for, as the browser knows it.</param>
    /// <param name="authorizedParties">The front ends that may change something, whatever their site.</param>
    /// <returns>True for methods that only read, for authorized parties and for the same origin; false when nothing tells.</returns>
    public static bool IsAllowed(
        string method,
        string? origin,
        string? secFetchSite,
        Uri requestUrl,
        IReadOnlyList<string> authorizedParties
    ) =>
        method is "GET" or "HEAD" or "OPTIONS"
        || (origin is not null && authorizedParties.Contains(origin))
        // A gateway may have changed the host of our URL, but not what the browser says.
        || (
            secFetchSite is null
                ? origin == requestUrl.GetLeftPart(UriPartial.Authority)
                : secFetchSite == "same-origin"
        );
}
