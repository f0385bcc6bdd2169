using System.IO.Compression;
using System.Net;
using System.Text.Json.Nodes;
using ClerkSync.Tests.Pages;

namespace ClerkSync.Tests.SimulatedPages;

/// <summary>The pages of the simulated Clerk and Stripe, and the link that gives them the key.</summary>
public sealed class SimulatedPageTests
{
    private const int MaxPageBytes = 100 * 1024;

    [Theory]
    [InlineData("clerk")]
    [InlineData("stripe")]
    public async Task Page_contains_no_key_and_no_address_of_another_server(string service)
    {
        await using var server = await PageServer.StartAsync(service);

        using var response = await server.Http.GetAsync("/");
        var page = await response.Content.ReadAsStringAsync();

        Assert.DoesNotContain(server.SecretKey, page, StringComparison.Ordinal);
        Assert.DoesNotContain(server.Token, page, StringComparison.Ordinal);
        Assert.DoesNotContain("http://", page, StringComparison.Ordinal);
        Assert.DoesNotContain("https://", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("clerk")]
    [InlineData("stripe")]
    public async Task Page_has_a_strict_content_security_policy(string service)
    {
        await using var server = await PageServer.StartAsync(service);

        using var response = await server.Http.GetAsync("/");

        var policy = Assert.Single(response.Headers.GetValues("Content-Security-Policy"));
        Assert.StartsWith("default-src 'none'; script-src 'self'; style-src 'self';", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.Contains("require-trusted-types-for 'script'; trusted-types 'none'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("clerk", "clerk/main.js", "text/javascript; charset=utf-8")]
    [InlineData("stripe", "stripe/main.js", "text/javascript; charset=utf-8")]
    [InlineData("stripe", "simulated/key.js", "text/javascript; charset=utf-8")]
    [InlineData("stripe", "shared/style.css", "text/css; charset=utf-8")]
    [InlineData("stripe", "shared/icon.svg", "image/svg+xml")]
    public async Task Files_of_the_page_need_no_key(string service, string path, string contentType)
    {
        await using var server = await PageServer.StartAsync(service);

        using var response = await server.Http.GetAsync($"/page/{path}");

        Assert.Equal(
            (HttpStatusCode.OK, contentType),
            (response.StatusCode, $"{response.Content.Headers.ContentType}")
        );
    }

    [Theory]
    [InlineData("clerk", "GET", "/simulate/page", HttpStatusCode.Unauthorized)]
    [InlineData("clerk", "POST", "/simulate/page-link", HttpStatusCode.Unauthorized)]
    [InlineData("clerk", "GET", "/page/clerk/none.js", HttpStatusCode.NotFound)]
    [InlineData("stripe", "GET", "/v1/simulate/page", HttpStatusCode.Unauthorized)]
    [InlineData("stripe", "POST", "/v1/simulate/page-link", HttpStatusCode.Unauthorized)]
    [InlineData("stripe", "POST", "/v1/simulate/advance", HttpStatusCode.Unauthorized)]
    [InlineData("stripe", "POST", "/v1/simulate/disputes", HttpStatusCode.Unauthorized)]
    [InlineData("stripe", "GET", "/v1/customers", HttpStatusCode.Unauthorized)]
    [InlineData("stripe", "GET", "/page/clerk/main.js", HttpStatusCode.NotFound)]
    public async Task Other_paths_are_not_served_without_the_key(
        string service,
        string method,
        string path,
        HttpStatusCode expected
    )
    {
        await using var server = await PageServer.StartAsync(service);

        using var response = await server.Http.SendAsync(new HttpRequestMessage(new HttpMethod(method), path));

        Assert.Equal(expected, response.StatusCode);
        var body = await response.Content.ReadAsStringAsync();
        Assert.DoesNotContain(server.SecretKey, body, StringComparison.Ordinal);
        Assert.DoesNotContain(server.Token, body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("clerk")]
    [InlineData("stripe")]
    public async Task Link_returns_the_key_once(string service)
    {
        await using var server = await PageServer.StartAsync(service);

        var wrong = await server.RedeemAsync("guess");
        var empty = await server.RedeemAsync("");
        var first = await server.RedeemAsync(server.Token);
        var second = await server.RedeemAsync(server.Token);

        Assert.Equal(
            [HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized, HttpStatusCode.OK, HttpStatusCode.Unauthorized],
            [wrong.Status, empty.Status, first.Status, second.Status]
        );
        Assert.Equal(server.SecretKey, (string?)JsonNode.Parse(first.Body)!["secret_key"]);
        Assert.DoesNotContain(server.SecretKey, wrong.Body + empty.Body + second.Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("clerk")]
    [InlineData("stripe")]
    public async Task Concurrent_uses_of_a_link_return_the_key_once(string service)
    {
        await using var server = await PageServer.StartAsync(service);

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => server.RedeemAsync(server.Token)));

        Assert.Single(answers, answer => answer.Status == HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("clerk")]
    [InlineData("stripe")]
    public void Scripts_import_only_files_that_are_served(string service) =>
        PageScripts.AssertEveryImportLeadsToAFile(PageServer.ReadFiles(service));

    [Theory]
    [InlineData("clerk")]
    [InlineData("stripe")]
    public void Scripts_create_no_HTML_from_text_and_call_no_other_host(string service) =>
        PageScripts.AssertNoHtmlOfTextAndNoOtherHost(PageServer.ReadFiles(service));

    [Theory]
    [InlineData("clerk")]
    [InlineData("stripe")]
    public void Page_with_all_its_files_has_at_most_100_KiB_compressed(string service) =>
        Assert.InRange(PageServer.ReadFiles(service).Values.Sum(Compress), 1, MaxPageBytes);

    private static long Compress(byte[] bytes)
    {
        using var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            gzip.Write(bytes);
        }

        return compressed.Length;
    }
}
