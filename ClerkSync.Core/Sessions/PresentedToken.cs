namespace ClerkSync.Core.Sessions;

/// <summary>A token that a request came with; nothing of it is checked.</summary>
/// <param name="Value">Without the scheme or the cookie's name; empty when it is no token, and then it is refused.</param>
/// <param name="FromCookie">Whether a browser may have sent it by itself, which <see cref="CookieOrigin"/> is about.</param>
public readonly record struct PresentedToken(string Value, bool FromCookie)
{
    private const string Scheme = "Bearer";
    private const string Cookie = "__session";

    /// <summary>Finds the token of a request: the header's, else the cookie's.</summary>
    /// <param name="authorization">The header <c>Authorization</c>; null when there is none.</param>
    /// <param name="cookie">The header <c>Cookie</c>; null when there is none.</param>
    /// <returns>Null when there is neither. A <c>Bearer</c> that is no token is not made good for by a cookie.</returns>
    public static PresentedToken? Find(string? authorization, string? cookie) =>
        FindBearer(authorization) is { } token ? new PresentedToken(token, FromCookie: false)
        : FindCookie(cookie) is { } value ? new PresentedToken(value, FromCookie: true)
        : null;

    /// <summary>Where it came from, never the token.</summary>
    public override string ToString() => FromCookie ? Cookie : Scheme;

    private static string? FindBearer(string? authorization)
    {
        var header = authorization.AsSpan().Trim();
        var end = header.IndexOf(' ');
        var scheme = end < 0 ? header : header[..end];
        return scheme.Equals(Scheme, StringComparison.OrdinalIgnoreCase)
            ? header[scheme.Length..].Trim().ToString()
            : null;
    }

    /// <summary>
    /// Of two different cookies nobody can say which one is the site's own and which one another site of the same domain has put
    /// there, so neither is taken.
    /// </summary>
    private static string? FindCookie(string? cookies)
    {
        string? found = null;
        foreach (var range in cookies.AsSpan().Split(';'))
        {
            var cookie = cookies.AsSpan(range).Trim();
            var end = cookie.IndexOf('=');
            if (
                end > 0
                && cookie[..end].Trim().SequenceEqual(Cookie)
                && cookie[(end + 1)..].Trim() is { IsEmpty: false } value
            )
            {
                found = found is null || value.SequenceEqual(found) ? value.ToString() : "";
            }
        }

        return found;
    }
}
