using System.Net;

namespace ClerkSync.Tests.LocalHost.Functions;

/// <summary>The response that a caller gets from a function.</summary>
public sealed class ResponseTests(SampleHost host) : IClassFixture<SampleHost>
{
    [Fact]
    public async Task Response_has_the_status_headers_and_cookies_that_the_function_sets()
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
    public async Task Response_has_the_content_type_and_the_content_length()
    {
        using var response = await host.Http.GetAsync("api/things");

        Assert.Equal("text/plain; charset=utf-8", response.Content.Headers.ContentType?.ToString());
        Assert.Equal(3, response.Content.Headers.ContentLength);
    }

    [Fact]
    public async Task Response_has_no_Server_header()
    {
        using var response = await host.Http.GetAsync("api/things");

        Assert.False(response.Headers.Contains("Server"));
    }

    [Theory]
    [InlineData("api/ReturnVoid")]
    [InlineData("api/ReturnTask")]
    public async Task Function_without_a_result_responds_with_204(string path)
    {
        using var response = await host.Http.GetAsync(path);

        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
    }

    [Theory]
    [InlineData("Throw", "thrown by GET")]
    [InlineData("ThrowLater", "thrown later")]
    public async Task Exception_is_logged_and_gives_an_empty_500_response(string function, string message)
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
