using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker.Http;

namespace ClerkSync.AspNetCore.Functions;

/// <summary>The cookies of a response.</summary>
internal sealed class KestrelCookies : HttpCookies
{
    private readonly List<IHttpCookie> _cookies = [];

    public override void Append(string name, string value) => Append(new HttpCookie(name, value));

    public override void Append(IHttpCookie cookie) => _cookies.Add(cookie);

    public override IHttpCookie CreateNew() => new HttpCookie("", "");

    public void WriteTo(IResponseCookies response)
    {
        foreach (var cookie in _cookies)
        {
            response.Append(cookie.Name, cookie.Value, ToOptions(cookie));
        }
    }

    private static CookieOptions ToOptions(IHttpCookie cookie) =>
        new()
        {
            Domain = cookie.Domain,
            Expires = cookie.Expires,
            HttpOnly = cookie.HttpOnly ?? false,
            MaxAge = cookie.MaxAge is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
            Path = cookie.Path,
            SameSite = cookie.SameSite switch
            {
                SameSite.Lax => SameSiteMode.Lax,
                SameSite.Strict => SameSiteMode.Strict,
                SameSite.ExplicitNone => SameSiteMode.None,
                _ => SameSiteMode.Unspecified,
            },
            Secure = cookie.Secure ?? false,
        };
}
