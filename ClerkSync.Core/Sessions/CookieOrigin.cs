namespace ClerkSync.Core.Sessions;

/// <summary>
/// Whether a request that is authenticated by a cookie may change something. A browser adds the cookie to requests from pages of
/// other sites too. It also says which page sent them, and no page can change that.
/// </summary>
/// <remarks>Source: Fetch Metadata Request Headers, and Go's <c>net/http.CrossOriginProtection</c>.</remarks>
public static class CookieOrigin
{
    /// <summary>Whether the request may be executed.</summary>
    /// <param name="method">The HTTP method in upper case.</param>
    /// <param name="origin">The header <c>Origin</c>; null when there is none.</param>
    /// <param name="secFetchSite">The header <c>Sec-Fetch-Site</c>; null when there is none.</param>
    /// <param name="requestUrl">The requested URL, as the browser knows it.</param>
    /// <param name="authorizedParties">Front ends that may change something from any site.</param>
    /// <returns>True for methods that only read, for authorized parties and for the same origin; false when the origin is unknown.</returns>
    public static bool IsAllowed(
        string method,
        string? origin,
        string? secFetchSite,
        Uri requestUrl,
        IReadOnlyList<string> authorizedParties
    ) =>
        method is "GET" or "HEAD" or "OPTIONS"
        || (origin is not null && authorizedParties.Contains(origin))
        // A gateway may have changed the host of our URL, but not the browser's headers.
        || (
            secFetchSite is null
                ? origin == requestUrl.GetLeftPart(UriPartial.Authority)
                : secFetchSite == "same-origin"
        );
}
