using System.Net;
using ClerkSync.SimulatedClerk.Objects;
using ClerkSync.Tests.Drivers;

namespace ClerkSync.Tests.Users;

/// <summary>Several session cookies on one request, as on <c>localhost</c> or on a domain where another site sets cookies.</summary>
public sealed class CookieTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncLifetime
{
    private UserApp _app = null!;
    private SimulatedUser _ada = null!;

    public async Task InitializeAsync()
    {
        _app = await UserApp.StartAsync(database);
        _app.SignUp(out _ada);
    }

    public async Task DisposeAsync() => await _app.DisposeAsync();

    [Theory]
    [InlineData("__session={ada}")]
    [InlineData("__session_3fQ9Zk1x={ada}")]
    [InlineData("__session_3fQ9Zk1x={ada}; __session={ada}")]
    [InlineData("__session=garbage; __session={ada}")]
    [InlineData("__session={ada}; __session=garbage")]
    [InlineData("__session={foreign}; __session_3fQ9Zk1x={ada}")]
    [InlineData("__session_other={foreign}; __session_3fQ9Zk1x={ada}")]
    [InlineData("__session={expired}; __session={ada}")]
    [InlineData("__session={sameSession}; __session={ada}")]
    public async Task One_verified_session_among_several_cookies_is_accepted(string cookies)
    {
        var answer = await AskAsync(cookies);

        Assert.Equal(HttpStatusCode.OK, answer.Status);
    }

    [Theory]
    [InlineData("__session={ada}; __session={bob}")]
    [InlineData("__session={ada}; __session_3fQ9Zk1x={bob}")]
    [InlineData("__session_a={otherSession}; __session_b={ada}; __session=garbage")]
    public async Task Cookies_of_different_verified_sessions_are_rejected(string cookies)
    {
        var answer = await AskAsync(cookies);

        Assert.Equal((HttpStatusCode.Unauthorized, "ambiguous_session"), (answer.Status, answer.Code));
    }

    [Theory]
    [InlineData("__session=garbage; __session=more", "malformed_token")]
    [InlineData("__session={expired}; __session=garbage", "token_expired")]
    [InlineData("__session={foreign}", "wrong_issuer")]
    public async Task First_rejection_is_returned_when_no_cookie_verifies(string cookies, string code)
    {
        var answer = await AskAsync(cookies);

        Assert.Equal((HttpStatusCode.Unauthorized, code), (answer.Status, answer.Code));
    }

    [Theory]
    [InlineData("Bearer garbage", "malformed_token")]
    [InlineData("Bearer", "malformed_token")]
    public async Task Rejected_bearer_token_does_not_fall_back_to_a_cookie(string authorization, string code)
    {
        var answer = await AskAsync("__session={ada}", authorization);

        Assert.Equal((HttpStatusCode.Unauthorized, code), (answer.Status, answer.Code));
    }

    private async Task<Answer> AskAsync(string cookies, string? authorization = null)
    {
        var ada = _app.Clerk.Sessions.Create(_ada.Id);
        var tokens = new Dictionary<string, string>
        {
            ["{ada}"] = _app.Clerk.Tokens.Create(ada),
            ["{sameSession}"] = _app.Clerk.Tokens.Create(ada, lifeInSeconds: 30),
            ["{otherSession}"] = _app.Clerk.Tokens.Create(_app.Clerk.Sessions.Create(_ada.Id)),
            ["{expired}"] = _app.Clerk.Tokens.Create(ada, lifeInSeconds: -60),
            ["{foreign}"] = _app.Clerk.Tokens.Create(
                ada,
                lifeInSeconds: null,
                new() { ["iss"] = "https://other.example" }
            ),
            ["{bob}"] = _app.SignUp(out _),
        };
        using var request = new HttpRequestMessage(HttpMethod.Get, "api/me");
        request.Headers.Add(
            "Cookie",
            tokens.Aggregate(cookies, (text, token) => text.Replace(token.Key, token.Value, StringComparison.Ordinal))
        );
        request.Headers.TryAddWithoutValidation("Authorization", authorization);
        using var response = await _app.Functions.Http.SendAsync(request);
        return new Answer(response.StatusCode, await response.Content.ReadAsStringAsync(), RetryAfter: null);
    }
}
