namespace ClerkSync.Core.Sessions;

/// <summary>A token in a request, not checked yet.</summary>
/// <param name="Value">The token, without the scheme or the cookie's name. If it is empty, it is rejected.</param>
/// <param name="FromCookie">Whether it came from a cookie, which a browser also sends with requests from pages of other sites.</param>
public readonly record struct PresentedToken(string Value, bool FromCookie)
{
    private const string Scheme = "Bearer";
    private const string Cookie = "__session";
    private const string SuffixedCookie = "__session_";

    /// <summary>Finds the tokens that may authenticate a request: the header's if it has one, otherwise those of the cookies.</summary>
    /// <param name="authorization">The header <c>Authorization</c>; null when there is none.</param>
    /// <param name="cookie">The header <c>Cookie</c>; null when there is none.</param>
    /// <returns>
    /// Each value once; empty when there is none. If a bearer token is rejected, the cookies are not tried. For a <c>Bearer</c> without a
    /// token, the result is one token with an empty value.
    /// </returns>
    public static IReadOnlyList<PresentedToken> FindAll(string? authorization, string? cookie) =>
        FindBearer(authorization) is { } bearer ? [bearer] : FindCookies(cookie);

    /// <summary>Finds the token of the header <c>Authorization</c>; null when there is none.</summary>
    public static PresentedToken? FindBearer(string? authorization)
    {
        var header = authorization.AsSpan().Trim();
        var end = header.IndexOf(' ');
        var scheme = end < 0 ? header : header[..end];
        return scheme.Equals(Scheme, StringComparison.OrdinalIgnoreCase)
            ? new PresentedToken(header[scheme.Length..].Trim().ToString(), FromCookie: false)
            : null;
    }

    /// <summary>Returns where the token came from, never the token itself.</summary>
    public override string ToString() => FromCookie ? Cookie : Scheme;

    /// <remarks>
    /// Clerk sets <c>__session</c>, <c>__session_SUFFIX</c> or both. The suffix comes from the publishable key, which is not known here. An
    /// application on a sibling domain or on another port can set cookies with these names too.
    /// </remarks>
    private static List<PresentedToken> FindCookies(string? cookies)
    {
        var found = new List<PresentedToken>();
        foreach (var range in cookies.AsSpan().Split(';'))
        {
            var cookie = cookies.AsSpan(range).Trim();
            var end = cookie.IndexOf('=');
            if (end > 0 && IsSession(cookie[..end].Trim()) && cookie[(end + 1)..].Trim() is { IsEmpty: false } value)
            {
                var token = new PresentedToken(value.ToString(), FromCookie: true);
                if (!found.Contains(token))
                {
                    found.Add(token);
                }
            }
        }

        return found;
    }

    private static bool IsSession(ReadOnlySpan<char> name) =>
        name.SequenceEqual(Cookie)
        || (name.Length > SuffixedCookie.Length && name.StartsWith(SuffixedCookie, StringComparison.Ordinal));
}
