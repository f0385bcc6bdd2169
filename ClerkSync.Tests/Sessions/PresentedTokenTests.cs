using ClerkSync.Core.Sessions;

namespace ClerkSync.Tests.Sessions;

public sealed class PresentedTokenTests
{
    [Theory]
    [InlineData("Bearer abc")]
    [InlineData("bearer abc")]
    [InlineData("BEARER  abc ")]
    public void Bearer_token_takes_precedence_over_the_cookie(string authorization)
    {
        var tokens = PresentedToken.FindAll(authorization, "__session=cookie");

        Assert.Equal([new PresentedToken("abc", FromCookie: false)], tokens);
    }

    [Theory]
    [InlineData("Bearer", "")]
    [InlineData("Bearer ", "")]
    [InlineData("Bearer a b", "a b")]
    [InlineData("Bearer a,Bearer b", "a,Bearer b")]
    public void Malformed_bearer_token_does_not_fall_back_to_the_cookie(string authorization, string value)
    {
        var tokens = PresentedToken.FindAll(authorization, "__session=cookie");

        Assert.Equal([new PresentedToken(value, FromCookie: false)], tokens);
    }

    [Theory]
    [InlineData("__session=abc", "abc")]
    [InlineData("a=1; __session=abc; b=2", "abc")]
    [InlineData("a=1;__session=abc;", "abc")]
    [InlineData("__session=; __session=abc", "abc")]
    [InlineData("__session=abc; __session=abc", "abc")]
    [InlineData("__session_3fQ9Zk1x=abc", "abc")]
    [InlineData("__session_3fQ9Zk1x=abc; __session=abc", "abc")]
    [InlineData("__session_3fQ9Zk1x=other; __session=abc", "other abc")]
    [InlineData("__session=abc; __session=def; __session=abc", "abc def")]
    [InlineData("__session_a=1; __session_b=2; __session=3", "1 2 3")]
    public void Cookies_are_used_when_there_is_no_bearer_token(string cookies, string values)
    {
        var withoutHeader = PresentedToken.FindAll(null, cookies);
        var withAnotherScheme = PresentedToken.FindAll("Basic dXNlcjpwYXNz", cookies);

        Assert.Equal(values.Split(' ').Select(value => new PresentedToken(value, FromCookie: true)), withoutHeader);
        Assert.Equal(withoutHeader, withAnotherScheme);
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData("", "")]
    [InlineData("abc", null)]
    [InlineData("BearerX abc", null)]
    [InlineData(null, "__session=")]
    [InlineData(null, "__session")]
    [InlineData(null, "__Session=abc; x__session=abc; __session_=abc; __sessions=abc; __session-x=abc")]
    public void No_token_is_found_in_other_headers_or_cookies(string? authorization, string? cookies)
    {
        Assert.Empty(PresentedToken.FindAll(authorization, cookies));
    }

    [Fact]
    public void Text_form_does_not_contain_the_token()
    {
        Assert.Equal("Bearer", $"{PresentedToken.FindBearer("Bearer abc")}");
    }
}
