namespace ClerkSync.Core.Sessions;

/// <summary>
/// Decides whether a request that is authenticated by a cookie may change data. A browser sends the cookie with requests from pages of
/// other sites too. The browser also sends the origin of the page, which the page cannot change.
/// </summary>
/// <remarks>Source: Fetch Metadata Request Headers, and Go's <c>net/http.CrossOriginProtection</c>.</remarks>
internal static class CookieOrigin
{
    /// <summary>Whether the request may be executed.</summary>
    /// <param name="method">The HTTP method in upper case.</param>
    /// <param name="origin">The header <c>Origin</c>; null when there is none.</param>
    /// <param name="secFetchSite">The header <c>Sec-Fetch-Site</c>; null when there is none.</param>
    /// <param name="requestUrl">The URL that the browser requested, not one that a proxy changed.</param>
    /// <param name="authorizedParties">The origins of front ends that may change data although they have another origin.</param>
    /// <returns>
    /// True for methods that only read, for authorized parties and for the same origin; false for any other origin, and when the origin
    /// is unknown.
    /// </returns>
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
