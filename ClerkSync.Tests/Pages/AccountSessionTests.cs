using ClerkSync.Cli.Settings;
using ClerkSync.LocalHost.Up;
using ClerkSync.SimulatedClerk.Objects;
using ClerkSync.Tests.Cli;
using ClerkSync.Tests.Drivers;
using Microsoft.Playwright;

namespace ClerkSync.Tests.Pages;

/// <summary>How the account page gets the session of a front end on another host.</summary>
public sealed class AccountSessionTests : IAsyncLifetime
{
    private readonly CliFolder _folder = new();
    private FrontEnd _frontEnd = null!;
    private UpSession _up = null!;

    public async Task InitializeAsync()
    {
        _frontEnd = await FrontEnd.StartAsync();
        var databaseUrl = await TestPostgres.CreateDatabaseAsync(isEmpty: true);
        _up = await UpSession.StartAsync(
            new UpOptions
            {
                Data = _folder.Data,
                Configuration = VerbSettings
                    .FromEnvironment(
                        _folder.Around([
                            ("DATABASE_URL", databaseUrl),
                            ("CLERK_AUTHORIZED_PARTIES", _frontEnd.Origin),
                            ("ClerkSync__Account__SignOutUrl", _frontEnd.SignOutUrl),
                        ])
                    )
                    .Configuration,
            },
            new Progress<string>(),
            CancellationToken.None
        );
        _up.Clerk!.Settings = _up.Clerk.Settings with { AuthorizedParty = _frontEnd.Origin };
        _frontEnd.Functions = new Uri(_up.Endpoint, "../");
        var user = _up.Clerk.Users.Create(new NewUser { Emails = ["ada@example.com"], FirstName = "Ada" });
        _frontEnd.Token = _up.Clerk.Tokens.Create(_up.Clerk.Sessions.Create(user.Id));
    }

    public async Task DisposeAsync()
    {
        await _up.DisposeAsync();
        await _frontEnd.DisposeAsync();
        _folder.Dispose();
    }

    [BrowserFact]
    public async Task Cookie_of_the_front_end_opens_the_account_page_behind_its_proxy()
    {
        await using var browser = await PageBrowser.StartAsync();
        await browser.Context.AddCookiesAsync([
            new()
            {
                Name = "__session",
                Value = _frontEnd.Token,
                Url = _frontEnd.Origin,
            },
        ]);
        var page = await browser.Context.NewPageAsync();

        await page.GotoAsync($"{_frontEnd.Origin}/clerksync/account/index.html");
        await page.GetByLabel("Name of the new key").FillAsync("Laptop");
        await page.GetByRole(AriaRole.Button, new() { Name = "Generate New API Key" }).ClickAsync();
        await page.GetByText("It is shown only now").WaitForAsync();

        Assert.Equal("Ada", await page.Locator("h1").TextContentAsync());
        Assert.Empty(browser.Faults);
    }

    [BrowserFact]
    public async Task Token_of_the_embedding_page_opens_the_account_page_in_its_frame()
    {
        await using var browser = await PageBrowser.StartAsync();
        var page = await browser.Context.NewPageAsync();

        await page.GotoAsync($"{_frontEnd.Origin}/embed");
        var account = page.FrameLocator("iframe");
        await account.GetByRole(AriaRole.Table, new() { Name = "API keys" }).WaitForAsync();

        Assert.Equal("Ada", await account.Locator("h1").TextContentAsync());
        Assert.Empty(browser.Faults);
    }

    [BrowserFact]
    public async Task Sign_out_link_in_the_frame_opens_the_sign_out_page_of_the_front_end()
    {
        await using var browser = await PageBrowser.StartAsync();
        var page = await browser.Context.NewPageAsync();

        await page.GotoAsync($"{_frontEnd.Origin}/embed");
        await page.FrameLocator("iframe").GetByRole(AriaRole.Link, new() { Name = "Sign out" }).ClickAsync();
        await page.GetByRole(AriaRole.Heading, new() { Name = "Signed out" }).WaitForAsync();

        Assert.Equal(_frontEnd.SignOutUrl, page.Url);
        Assert.Empty(browser.Faults);
    }

    [BrowserFact]
    public async Task Token_from_an_origin_that_is_not_configured_is_rejected()
    {
        await using var browser = await PageBrowser.StartAsync();
        await using var stranger = await FrontEnd.StartAsync();
        (stranger.Functions, stranger.Token) = (_frontEnd.Functions, _frontEnd.Token);
        var page = await browser.Context.NewPageAsync();
        await page.GotoAsync($"{stranger.Origin}/embed");

        var account = await browser.Context.RunAndWaitForPageAsync(() =>
            page.EvaluateAsync("account => void window.open(account)", $"{_frontEnd.Functions}account/")
        );
        await account.GetByText("You are not signed in").WaitForAsync();

        Assert.Equal(0, await account.GetByRole(AriaRole.Table).CountAsync());
        Assert.Equal(0, await account.GetByRole(AriaRole.Link, new() { Name = "Sign out" }).CountAsync());
    }
}
