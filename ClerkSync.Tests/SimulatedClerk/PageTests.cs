using System.Net;
using System.Text.Json.Nodes;
using ClerkSync.SimulatedClerk;

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

    [Theory]
    [InlineData("/page/clerk/main.js", "text/javascript; charset=utf-8")]
    [InlineData("/page/shared/style.css", "text/css; charset=utf-8")]
    [InlineData("/page/shared/icon.svg", "image/svg+xml")]
    public async Task Files_of_the_page_need_no_key(string path, string contentType)
    {
        using var response = await _http.GetAsync(path);

        Assert.Equal(
            (HttpStatusCode.OK, contentType),
            (response.StatusCode, $"{response.Content.Headers.ContentType}")
        );
    }

    [Fact]
    public async Task Page_has_a_strict_policy()
    {
        using var response = await _http.GetAsync("/");

        var policy = Assert.Single(response.Headers.GetValues("Content-Security-Policy"));
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.Contains("require-trusted-types-for 'script'", policy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rows_need_the_key_and_a_database()
    {
        await using var clerk = await SimulatedClerkServer.StartAsync(
            new SimulatedClerkOptions
            {
                AccountPage = new Uri("http://127.0.0.1:7071/api/account/"),
                ReadRowsAsync = (ids, _) => Task.FromResult($$$"""{"{{{ids.Single()}}}":{"plan":"pro"}}"""),
            },
            CancellationToken.None
        );
        using var http = new HttpClient { BaseAddress = new Uri(clerk.BaseUrl) };
        using var refused = await http.GetAsync("/simulate/rows?id=user_1");
        http.DefaultRequestHeaders.Authorization = new("Bearer", clerk.SecretKey);

        var rows = await http.GetStringAsync("/simulate/rows?id=user_1");
        var page = await http.GetStringAsync("/simulate/page");
        var without = await _driver.GetAsync("/simulate/rows?id=user_1");

        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        Assert.Equal("""{"user_1":{"plan":"pro"}}""", rows);
        Assert.Equal("""{"account":"http://127.0.0.1:7071/api/account/","hasRows":true}""", page);
        Assert.Equal(HttpStatusCode.NotFound, without.Status);
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
