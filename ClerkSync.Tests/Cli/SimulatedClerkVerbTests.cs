using System.Net;
using System.Net.Http.Headers;
using System.Runtime.Versioning;
using ClerkSync.LocalHost.Up;
using ClerkSync.Tests.Drivers;

namespace ClerkSync.Tests.Cli;

/// <summary><c>token</c> and <c>open</c>.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class SimulatedClerkVerbTests : IDisposable
{
    private readonly CliFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Token_signs_the_user_in()
    {
        await using var session = await StartAsync();
        await _folder.RunAsync("trigger user.created --email ada@example.com");

        var token = await _folder.RunAsync("token ada@example.com --expires-in 3600");

        Assert.Equal((0, ""), (token.ExitCode, token.Errors));
        var (status, body) = await GetMeAsync(session, token.Output.Trim());
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Contains("ada@example.com", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Token_for_an_unknown_user_is_rejected_with_how_to_create_the_user()
    {
        await using var session = await StartAsync();

        var token = await _folder.RunAsync("token ada@example.com --data .local");

        Assert.Equal((1, ""), (token.ExitCode, token.Output));
        Assert.Contains(
            $"trigger user.created --email ada@example.com --data '{_folder.Data.FullPath}'",
            token.Errors,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("token ada@example.com")]
    [InlineData("open")]
    public async Task Simulated_Clerk_that_does_not_run_is_reported(string line)
    {
        var nothing = await _folder.RunAsync(line);
        var stopped = await _folder.RunAsync(line, ("CLERK_API_URL", "http://127.0.0.1:1"));
        var real = await _folder.RunAsync(line, ("CLERK_API_URL", "https://api.clerk.com"));

        Assert.Equal((1, 1, 1), (nothing.ExitCode, stopped.ExitCode, real.ExitCode));
        Assert.Contains("The settings name no simulated Clerk", nothing.Errors, StringComparison.Ordinal);
        Assert.Contains("is not running at http://127.0.0.1:1/", stopped.Errors, StringComparison.Ordinal);
        Assert.Contains("The settings name no simulated Clerk", real.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Simulated_Stripe_that_does_not_run_is_reported()
    {
        var nothing = await _folder.RunAsync("open stripe");
        var stopped = await _folder.RunAsync("open stripe", ("STRIPE_API_URL", "http://127.0.0.1:1"));
        var real = await _folder.RunAsync("open stripe", ("STRIPE_API_URL", "https://api.stripe.com"));

        Assert.Equal((1, 1, 1), (nothing.ExitCode, stopped.ExitCode, real.ExitCode));
        Assert.Contains("The settings name no simulated Stripe", nothing.Errors, StringComparison.Ordinal);
        Assert.Contains("is not running at http://127.0.0.1:1/", stopped.Errors, StringComparison.Ordinal);
        Assert.Contains("The settings name no simulated Stripe", real.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("open")]
    [InlineData("open clerk")]
    [InlineData("open stripe")]
    public async Task Link_is_printed_without_a_browser_works_once_and_replaces_the_earlier_link(string line)
    {
        await using var session = await StartAsync(access: true);
        var printedByUp = line == "open stripe" ? session.Stripe!.PageUrl : session.Clerk!.PageUrl;

        var opened = await _folder.RunAsync(line);

        Assert.Equal(
            [HttpStatusCode.Unauthorized, HttpStatusCode.OK, HttpStatusCode.Unauthorized],
            [await RedeemAsync(printedByUp), await RedeemAsync(opened.Output), await RedeemAsync(opened.Output)]
        );
    }

    [Fact]
    public async Task Browser_opens_the_link()
    {
        await using var session = await StartAsync();
        var browser = new FakeBrowser(_folder.Around().CurrentFolder);

        var opened = await CliProcess.RunAsync(["open", "--data", _folder.Data.FullPath], browser.Environment);

        Assert.Equal((0, ""), (opened.ExitCode, opened.Errors));
        Assert.DoesNotContain("#", opened.Output, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, await RedeemAsync(await browser.ReadLinkAsync()));
    }

    private async Task<UpSession> StartAsync(bool? access = null) =>
        await _folder.StartUpAsync(access, ("DATABASE_URL", await TestPostgres.CreateDatabaseAsync()));

    private static async Task<(HttpStatusCode Status, string Body)> GetMeAsync(UpSession session, string token)
    {
        using var http = new HttpClient();
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var response = await http.GetAsync(new Uri(session.Endpoint, "../me"));
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    private static async Task<HttpStatusCode> RedeemAsync(string link)
    {
        var url = new Uri(link.Trim());
        using var http = new HttpClient();
        using var response = await http.PostAsync(new Uri(url, "/page/key"), new StringContent(url.Fragment[1..]));
        return response.StatusCode;
    }

    /// <summary>A fake <c>xdg-open</c> that stores the link it receives.</summary>
    private sealed class FakeBrowser
    {
        private readonly string _folder;

        public FakeBrowser(string folder)
        {
            _folder = folder;
            var file = Path.Combine(folder, "xdg-open");
            File.WriteAllText(file, $"#!/bin/sh\necho \"$1\" >'{folder}/part'; mv '{folder}/part' '{folder}/link'\n");
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        public (string, string)[] Environment =>
            [("DISPLAY", ":0"), ("PATH", $"{_folder}:{System.Environment.GetEnvironmentVariable("PATH")}")];

        public async Task<string> ReadLinkAsync()
        {
            var link = Path.Combine(_folder, "link");
            for (var i = 0; !File.Exists(link); i++)
            {
                Assert.True(i < 200);
                await Task.Delay(50);
            }

            return await File.ReadAllTextAsync(link);
        }
    }
}
