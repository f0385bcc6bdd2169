using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using ClerkSync.Functions.Pages;
using ClerkSync.Tests.Drivers;

namespace ClerkSync.Tests.Pages;

/// <summary>The console and the account page, as the server sends them to a browser.</summary>
public sealed partial class PageRouteTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncLifetime
{
    private const int MaxPageBytes = 100 * 1024;

    private TestApp _app = null!;

    public async Task InitializeAsync() =>
        _app = await TestApp.StartAsync(
            database,
            ("CLERK_AUTHORIZED_PARTIES", "https://app.example.com"),
            ("CLERK_ISSUER", "https://clerk.example.com"),
            ("ClerkSync:Account:Name", "Design Forge"),
            ("ClerkSync:Account:Color", "#3d4fd7"),
            ("ClerkSync:Account:SignInUrl", "https://app.example.com/sign-in"),
            ("ClerkSync:Account:SignOutUrl", "https://app.example.com/sign-out"),
            ("ClerkSync:UpgradeUrl", "https://app.example.com/pricing")
        );

    public async Task DisposeAsync() => await _app.DisposeAsync();

    [Theory]
    [InlineData("console/", "'none'")]
    [InlineData("account/", "https://app.example.com")]
    [InlineData("account/index.html", "https://app.example.com")]
    public async Task Page_has_a_strict_content_security_policy(string page, string ancestors)
    {
        using var response = await GetAsync(page);

        var policy = Assert.Single(response.Headers.GetValues("Content-Security-Policy"));
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.EndsWith($"frame-ancestors {ancestors}", policy, StringComparison.Ordinal);
        Assert.StartsWith("default-src 'none'; script-src 'self'; style-src 'self';", policy, StringComparison.Ordinal);
        Assert.Contains("require-trusted-types-for 'script'; trusted-types 'none'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Account_page_cannot_be_framed_when_no_front_end_is_configured()
    {
        await using var app = await TestApp.StartAsync(database);

        using var response = await app.Http.GetAsync(new Uri("api/account/", UriKind.Relative));

        Assert.EndsWith(
            "frame-ancestors 'none'",
            Assert.Single(response.Headers.GetValues("Content-Security-Policy")),
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("console")]
    [InlineData("account")]
    public async Task Path_without_a_trailing_slash_redirects_to_the_page(string page)
    {
        using var response = await GetAsync(page);

        Assert.Equal($"/api/{page}/", response.RequestMessage!.RequestUri!.AbsolutePath);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Theory]
    [InlineData("console/")]
    [InlineData("account/")]
    public async Task Page_is_revalidated_and_its_files_are_cached_permanently(string page)
    {
        using var html = await GetAsync(page);
        var links = Links(await html.Content.ReadAsStringAsync());

        Assert.Equal("no-cache", $"{html.Headers.CacheControl}");
        Assert.NotEmpty(links);
        foreach (var link in links)
        {
            using var file = await GetAsync(page + link);
            Assert.Equal(HttpStatusCode.OK, file.StatusCode);
            Assert.Equal("public, max-age=31536000, immutable", $"{file.Headers.CacheControl}");
            Assert.Equal("nosniff", Assert.Single(file.Headers.GetValues("X-Content-Type-Options")));
        }
    }

    /// <remarks>Without the list, a browser finds the modules import by import, one round trip after another.</remarks>
    [Theory]
    [InlineData("console/")]
    [InlineData("account/")]
    public async Task Page_lists_its_modules(string page)
    {
        using var html = await GetAsync(page);

        var version = PageFiles.Current.Version;
        Assert.Superset(
            PageFiles
                .Current.Paths.Where(path => path.EndsWith(".js", StringComparison.Ordinal))
                .Where(path => path.StartsWith(page, StringComparison.Ordinal) || path.StartsWith("shared/"))
                .Select(path => $"{version}/{path}")
                .ToHashSet(),
            Links(await html.Content.ReadAsStringAsync()).ToHashSet()
        );
    }

    [Theory]
    [InlineData("console/0123456789ab/shared/style.css")]
    [InlineData("console/shared/style.css")]
    [InlineData("console/config.json")]
    public async Task File_of_another_build_is_not_found(string path)
    {
        using var response = await GetAsync(path);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    [Fact]
    public async Task File_is_compressed_when_the_browser_accepts_gzip()
    {
        var path = $"console/{PageFiles.Current.Version}/shared/style.css";
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri($"api/{path}", UriKind.Relative));
        request.Headers.Add("Accept-Encoding", "br, gzip");
        using var compressed = await _app.Http.SendAsync(request);
        using var plain = await GetAsync(path);

        Assert.Equal(["gzip"], compressed.Content.Headers.ContentEncoding);
        Assert.Empty(plain.Content.Headers.ContentEncoding);
        Assert.Equal(PageFiles.Current.Find("shared/style.css")!.Bytes, await plain.Content.ReadAsByteArrayAsync());
    }

    [Theory]
    [InlineData("console")]
    [InlineData("account")]
    public void Page_and_its_files_are_at_most_100_KB_compressed(string page)
    {
        var files = PageFiles
            .Current.Paths.Where(path =>
                path.StartsWith($"{page}/", StringComparison.Ordinal)
                || path.StartsWith("shared/", StringComparison.Ordinal)
            )
            .ToList();

        Assert.Contains($"{page}/main.js", files);
        Assert.InRange(files.Sum(path => PageFiles.Current.Find(path)!.Gzip.Length), 1, MaxPageBytes);
    }

    [Fact]
    public void Every_import_resolves_to_a_file() => PageScripts.AssertEveryImportLeadsToAFile(Files());

    [Fact]
    public void No_script_turns_text_into_HTML_or_calls_another_host() =>
        PageScripts.AssertNoHtmlOfTextAndNoOtherHost(Files());

    /// <remarks>The navigation and the overview share one response.</remarks>
    [Fact]
    public void Status_is_polled_in_one_place() =>
        Assert.Single(
            Files(),
            file =>
                file.Key.EndsWith(".js", StringComparison.Ordinal)
                && Encoding.UTF8.GetString(file.Value).Contains("ops/status", StringComparison.Ordinal)
        );

    [Fact]
    public async Task Config_contains_the_branding_and_the_links_of_the_application()
    {
        using var response = await GetAsync("account/config.json");
        var config = await response.Content.ReadAsStringAsync();

        Assert.Equal(
            """{"name":"Design Forge","color":"#3d4fd7","signInUrl":"https://app.example.com/sign-in","signOutUrl":"https://app.example.com/sign-out","upgradeUrl":"https://app.example.com/pricing","origins":["https://app.example.com","https://clerk.example.com"]}""",
            config
        );
    }

    [Fact]
    public async Task Config_is_empty_when_nothing_is_configured()
    {
        await using var app = await TestApp.StartAsync(database);

        var config = await app.Http.GetStringAsync(new Uri("api/account/config.json", UriKind.Relative));

        Assert.Equal(
            """{"name":null,"color":null,"signInUrl":null,"signOutUrl":null,"upgradeUrl":null,"origins":[]}""",
            JsonNode.Parse(config)!.ToJsonString()
        );
    }

    private Task<HttpResponseMessage> GetAsync(string path) =>
        _app.Http.GetAsync(new Uri($"api/{path}", UriKind.Relative));

    private static List<string> Links(string html) =>
        [
            .. Link()
                .Matches(html)
                .Select(match => match.Groups["path"].Value)
                .Where(path => path.Contains('/', StringComparison.Ordinal)),
        ];

    private static Dictionary<string, byte[]> Files() =>
        PageFiles.Current.Paths.ToDictionary(path => path, path => PageFiles.Current.Find(path)!.Bytes);

    [GeneratedRegex("(?:src|href)=\"(?<path>[^\"#]+)\"")]
    private static partial Regex Link();
}
