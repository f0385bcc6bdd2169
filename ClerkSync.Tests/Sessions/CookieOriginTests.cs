using ClerkSync.Core.Sessions;

namespace ClerkSync.Tests.Sessions;

public sealed class CookieOriginTests
{
    private static readonly Uri Url = new("https://api.example.com/api/me?x=1");

    [Theory]
    [InlineData("GET", true)]
    [InlineData("HEAD", true)]
    [InlineData("OPTIONS", true)]
    [InlineData("POST", false)]
    [InlineData("PUT", false)]
    [InlineData("PATCH", false)]
    [InlineData("DELETE", false)]
    [InlineData("get", false)]
    public void Another_site_can_only_read(string method, bool expected)
    {
        var isAllowed = CookieOrigin.IsAllowed(method, "https://evil.example", "cross-site", Url, []);

        Assert.Equal(expected, isAllowed);
    }

    [Theory]
    [InlineData("https://api.example.com", "same-origin", true)]
    [InlineData("https://api.example.com", null, true)]
    [InlineData("https://behind-a-gateway.example.com", "same-origin", true)]
    [InlineData(null, "same-origin", true)]
    [InlineData("https://app.example.com", "same-site", true)]
    [InlineData("https://app.example.com", null, true)]
    [InlineData("https://evil.example.com", "same-site", false)]
    [InlineData("https://evil.example.com", null, false)]
    [InlineData("http://api.example.com", null, false)]
    [InlineData("https://api.example.com:8443", null, false)]
    [InlineData("https://api.example.com.evil.example", null, false)]
    [InlineData("https://api.example.com", "cross-site", false)]
    [InlineData("https://api.example.com", "none", false)]
    [InlineData("null", "cross-site", false)]
    [InlineData("null", null, false)]
    [InlineData("", null, false)]
    [InlineData(null, "none", false)]
    [InlineData(null, null, false)]
    public void Change_requires_the_same_origin_or_an_authorized_party(string? origin, string? site, bool expected)
    {
        var isAllowed = CookieOrigin.IsAllowed("POST", origin, site, Url, ["https://app.example.com"]);

        Assert.Equal(expected, isAllowed);
    }

    [Fact]
    public void Explicit_default_port_is_ignored()
    {
        var url = new Uri("http://localhost:80/api/me");

        Assert.True(CookieOrigin.IsAllowed("POST", "http://localhost", null, url, []));
    }
}
