using System.Net;

namespace ClerkSync.Tests.LocalHost.Functions;

/// <summary>What a caller gets of a function.</summary>
public sealed class AnswerTests(SampleHost host) : IClassFixture<SampleHost>
{
    [Fact]
    public async Task Status_headers_and_cookies_are_those_of_the_function()
    {
        using var response = await host.Http.GetAsync("api/ReturnResponse");

        Assert.Equal(HttpStatusCode.PaymentRequired, response.StatusCode);
        Assert.Equal("5", Assert.Single(response.Headers.GetValues("Retry-After")));
        Assert.Equal("a,b", Assert.Single(response.Headers.GetValues("X-Sample")));
        Assert.Equal(
            "mood=good; max-age=60; samesite=lax; httponly",
            Assert.Single(response.Headers.GetValues("Set-Cookie"))
        );
    }

    [Fact]
    public async Task Content_type_and_length_are_told()
    {
        using var response = await host.Http.GetAsync("api/things");

        Assert.Equal("text/plain; charset=utf-8", response.Content.Headers.ContentType?.ToString());
        Assert.Equal(3, response.Content.Headers.ContentLength);
    }

    [Fact]
    public async Task Server_is_not_named()
    {
        using var response = await host.Http.GetAsync("api/things");

        Assert.False(response.Headers.Contains("Server"));
    }

    [Theory]
    [InlineData("api/ReturnVoid")]
    [InlineData("api/ReturnTask")]
    public async Task Function_that_returns_nothing_is_answered_204(string path)
    {
        using var response = await host.Http.GetAsync(path);

        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
    }

    [Theory]
    [InlineData("Throw", "thrown by GET")]
    [InlineData("ThrowLater", "thrown later")]
    public async Task Exception_is_a_500_that_says_nothing_and_is_logged(string function, string message)
    {
        using var response = await host.Http.GetAsync($"api/{function}");

        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        Assert.Empty(await response.Content.ReadAsByteArrayAsync());
        Assert.False(response.Headers.Contains("X-Sample"));
        var line = Assert.Single(
            host.Logs,
            line => line.StartsWith($"Error The function {function} failed", StringComparison.Ordinal)
        );
        Assert.Contains($"System.InvalidTimeZoneException: {message}", line, StringComparison.Ordinal);
        Assert.DoesNotContain("TargetInvocationException", line, StringComparison.Ordinal);
    }
}
