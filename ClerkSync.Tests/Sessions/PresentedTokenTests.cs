using ClerkSync.Core.Sessions;

namespace ClerkSync.Tests.Sessions;

public sealed class PresentedTokenTests
{
    [Theory]
    [InlineData("Bearer abc")]
    [InlineData("bearer abc")]
    [InlineData("BEARER  abc ")]
    public void A_bearer_is_taken_and_wins_over_the_cookie(string authorization)
    {
        var token = PresentedToken.Find(authorization, "__session=cookie");

        Assert.Equal(new PresentedToken("abc", FromCookie: false), token);
    }

    [Theory]
    [InlineData("Bearer", "")]
    [InlineData("Bearer ", "")]
    [InlineData("Bearer a b", "a b")]
    [InlineData("Bearer a,Bearer b", "a,Bearer b")]
    public void A_bearer_that_is_no_token_is_not_made_good_for_by_a_cookie(string authorization, string value)
    {
        var token = PresentedToken.Find(authorization, "__session=cookie");

        Assert.Equal(new PresentedToken(value, FromCookie: false), token);
    }

    [Theory]
    [InlineData("__session=abc")]
    [InlineData("a=1; __session=abc; b=2")]
    [InlineData("a=1;__session=abc;")]
    [InlineData("__session=; __session=abc")]
    [InlineData("__session=abc; __session=abc")]
    [InlineData("__session_3fQ9Zk1x=other; __session=abc")]
    public void Without_a_bearer_the_cookie_is_taken(string cookies)
    {
        var withoutHeader = PresentedToken.Find(null, cookies);
        var withAnotherScheme = PresentedToken.Find("Basic dXNlcjpwYXNz", cookies);

        Assert.Equal(new PresentedToken("abc", FromCookie: true), withoutHeader);
        Assert.Equal(withoutHeader, withAnotherScheme);
    }

    [Fact]
    public void Of_two_different_cookies_neither_is_taken()
    {
        var token = PresentedToken.Find(null, "__session=abc; __session=def; __session=abc");

        Assert.Equal(new PresentedToken("", FromCookie: true), token);
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData("", "")]
    [InlineData("abc", null)]
    [InlineData("BearerX abc", null)]
    [InlineData(null, "__session=")]
    [InlineData(null, "__session")]
    [InlineData(null, "__Session=abc; x__session=abc; __session_3fQ9Zk1x=abc")]
    public void Else_there_is_none(string? authorization, string? cookies)
    {
        Assert.Null(PresentedToken.Find(authorization, cookies));
    }

    [Fact]
    public void It_does_not_print_the_token()
    {
        Assert.Equal("Bearer", $"{PresentedToken.Find("Bearer abc", null)}");
    }
}
