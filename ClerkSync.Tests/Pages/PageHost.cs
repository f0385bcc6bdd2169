using ClerkSync.Cli.Settings;
using ClerkSync.LocalHost.Up;
using ClerkSync.Tests.Cli;
using ClerkSync.Tests.Drivers;
using Microsoft.Playwright;

namespace ClerkSync.Tests.Pages;

/// <summary><c>up</c> with its own database, and methods that open its pages.</summary>
internal sealed class PageHost : IAsyncDisposable
{
    private readonly CliFolder _folder = new();

    private PageHost(string databaseUrl) => DatabaseUrl = databaseUrl;

    public string DatabaseUrl { get; }

    /// <summary>The option that makes commands use this stack.</summary>
    public string DataOption => $"--data '{_folder.Data.FullPath}'";

    public UpSession Up { get; private set; } = null!;

    public static async Task<PageHost> StartAsync(bool access = false)
    {
        var host = new PageHost(await TestPostgres.CreateDatabaseAsync(isEmpty: true));
        host.Up = await UpSession.StartAsync(
            new UpOptions
            {
                Data = host._folder.Data,
                DataOption = $" {host.DataOption}",
                Access = access,
                Configuration = VerbSettings
                    .FromEnvironment(host._folder.Around([("DATABASE_URL", host.DatabaseUrl)]))
                    .Configuration,
            },
            new Progress<string>(),
            CancellationToken.None
        );
        return host;
    }

    public async Task<IPage> OpenClerkAsync(PageBrowser browser)
    {
        var page = await browser.Context.NewPageAsync();
        await page.GotoAsync(Up.Clerk!.PageUrl);
        return page;
    }

    public async Task<IPage> OpenStripeAsync(PageBrowser browser)
    {
        var page = await browser.Context.NewPageAsync();
        await page.GotoAsync(Up.Stripe!.PageUrl);
        await page.GetByRole(AriaRole.Table, new() { Name = "Customers" }).WaitForAsync();
        return page;
    }

    public static async Task SignUpAsync(IPage clerk, string email, string firstName)
    {
        await clerk.GetByLabel("Email").FillAsync(email);
        await clerk.GetByLabel("First name").FillAsync(firstName);
        await clerk.GetByRole(AriaRole.Button, new() { Name = "Sign up" }).ClickAsync();
        await clerk.GetByRole(AriaRole.Table, new() { Name = "Users" }).GetByText(email).First.WaitForAsync();
    }

    public async Task<IPage> OpenConsoleAsync(PageBrowser browser, string path)
    {
        var page = await browser.Context.NewPageAsync();
        await page.GotoAsync($"{Up.Console}#/{path}");
        await EnterKeyAsync(page, Up.FunctionKey);
        await page.Locator("h1")
            .GetByText("Open the console")
            .WaitForAsync(new() { State = WaitForSelectorState.Detached });
        return page;
    }

    /// <summary>Opens the account page of the first user in the simulated Clerk's list.</summary>
    public static async Task<IPage> OpenAccountAsync(PageBrowser browser, IPage clerk)
    {
        await clerk.GetByRole(AriaRole.Button, new() { Name = "Sign in as" }).First.ClickAsync();
        var page = await browser.Context.RunAndWaitForPageAsync(() =>
            clerk.GetByRole(AriaRole.Button, new() { Name = "Open the account page" }).ClickAsync()
        );
        await page.GetByRole(AriaRole.Table, new() { Name = "API keys" }).WaitForAsync();
        return page;
    }

    public static async Task EnterKeyAsync(IPage page, string key)
    {
        await page.GetByLabel("Function key").FillAsync(key);
        await page.GetByRole(AriaRole.Button, new() { Name = "Open", Exact = true }).ClickAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Up.DisposeAsync();
        _folder.Dispose();
    }
}
