using System.Net;
using System.Text.Json.Nodes;

namespace ClerkSync.Tests.SimulatedClerk;

/// <summary>The page, and the link that gives it the key.</summary>
public sealed class PageTests : IAsyncLifetime
{
    private ClerkDriver _driver = null!;
    private HttpClient _http = null!;

    private string Token => new Uri(_driver.Clerk.PageUrl).Fragment[1..];

    public async Task InitializeAsync()
    {
        _driver = await ClerkDriver.StartAsync();
        _http = new HttpClient { BaseAddress = new Uri(_driver.Clerk.BaseUrl) };
    }

    public async Task DisposeAsync()
    {
        _http.Dispose();
        await _driver.DisposeAsync();
    }

    [Fact]
    public async Task Page_shows_no_key_and_needs_nothing_but_this_server()
    {
        using var response = await _http.GetAsync("/");
        var page = await response.Content.ReadAsStringAsync();

        Assert.DoesNotContain(_driver.Clerk.SecretKey, page, StringComparison.Ordinal);
        Assert.DoesNotContain(Token, page, StringComparison.Ordinal);
        Assert.DoesNotContain("http://", page, StringComparison.Ordinal);
        Assert.DoesNotContain("https://", page, StringComparison.Ordinal);
        Assert.Contains(
            "frame-ancestors 'none'",
            Assert.Single(response.Headers.GetValues("Content-Security-Policy")),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Link_gives_the_key_once()
    {
        var wrong = await RedeemAsync("guess");
        var empty = await RedeemAsync("");
        var first = await RedeemAsync(Token);
        var second = await RedeemAsync(Token);

        Assert.Equal(
            [HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized, HttpStatusCode.OK, HttpStatusCode.Unauthorized],
            [wrong.Status, empty.Status, first.Status, second.Status]
        );
        Assert.Equal(_driver.Clerk.SecretKey, (string?)JsonNode.Parse(first.Body)!["secret_key"]);
        Assert.DoesNotContain(_driver.Clerk.SecretKey, wrong.Body + empty.Body + second.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Link_that_is_opened_by_several_at_once_gives_the_key_to_one()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => RedeemAsync(Token)));

        Assert.Single(answers, answer => answer.Status == HttpStatusCode.OK);
    }

    private async Task<(HttpStatusCode Status, string Body)> RedeemAsync(string token)
    {
        using var response = await _http.PostAsync("/page/key", new StringContent(token));
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }
}
