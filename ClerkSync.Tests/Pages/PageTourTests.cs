using Microsoft.Playwright;

namespace ClerkSync.Tests.Pages;

/// <summary>A tour of the pages that <c>up</c> serves, in a real browser.</summary>
public sealed class PageTourTests : IAsyncLifetime
{
    /// <summary>A name that must be shown as text and not parsed as HTML.</summary>
    private const string Name = "<img src=x onerror=alert(1)>";

    private PageHost _host = null!;

    public async Task InitializeAsync() => _host = await PageHost.StartAsync();

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [BrowserFact]
    public async Task Sign_up_leads_to_a_working_API_key_and_a_delivery_in_the_console()
    {
        await using var browser = await PageBrowser.StartAsync();

        var clerk = await _host.OpenClerkAsync(browser);
        await PageHost.SignUpAsync(clerk, "ada@example.com", Name);
        await clerk.GetByText("there", new() { Exact = true }).WaitForAsync();
        var account = await PageHost.OpenAccountAsync(browser, clerk);
        await account.GetByRole(AriaRole.Button, new() { Name = "Reveal once" }).ClickAsync();
        await account.GetByRole(AriaRole.Button, new() { Name = "I have stored it" }).ClickAsync();
        await account
            .GetByRole(AriaRole.Button, new() { Name = "Send it from here" })
            .EvaluateAsync("button => { button.click(); button.click(); }");
        await account.GetByText("It took 1 credit. You have 9 credits left.").WaitForAsync();
        await account.GetByRole(AriaRole.Button, new() { Name = "JavaScript" }).ClickAsync();
        await account.GetByText("It took 1 credit.").WaitForAsync(new() { State = WaitForSelectorState.Detached });
        await account.GetByRole(AriaRole.Table, new() { Name = "Recent runs" }).GetByText("customer-1").WaitForAsync();
        var console = await _host.OpenConsoleAsync(browser, "deliveries");
        await console.GetByText("user.created", new() { Exact = true }).WaitForAsync();

        Assert.Equal(Name, await account.Locator("h1").TextContentAsync());
        Assert.Equal(0, await account.GetByRole(AriaRole.Button, new() { Name = "Reveal once" }).CountAsync());
        Assert.Empty(browser.Faults);
    }

    [BrowserFact]
    public async Task Console_with_a_wrong_key_shows_only_the_key_form()
    {
        await using var browser = await PageBrowser.StartAsync();
        var page = await browser.Context.NewPageAsync();

        await page.GotoAsync($"{_host.Up.Console}#/deliveries");
        await PageHost.EnterKeyAsync(page, "guess");
        await page.GetByText("This key is not accepted").WaitForAsync();

        Assert.Equal("Open the console", await page.Locator("h1").TextContentAsync());
        Assert.Equal(0, await page.Locator("main table").CountAsync());
    }
}
