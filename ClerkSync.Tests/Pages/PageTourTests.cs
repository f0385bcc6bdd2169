using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace ClerkSync.Tests.Pages;

/// <summary>The pages under <c>up</c>, in a browser, as a person uses them.</summary>
public sealed class PageTourTests : IAsyncLifetime
{
    /// <summary>What must stay text.</summary>
    private const string Name = "<img src=x onerror=alert(1)>";

    private const string Email = "ada@example.com";

    private const int Wide = 1440;
    private const int Phone = 390;

    private static readonly int[] Widths = [Wide, 768, Phone];

    private PageHost _host = null!;

    public async Task InitializeAsync() => _host = await PageHost.StartAsync();

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [BrowserFact]
    public async Task Sign_up_leads_to_a_used_api_key_and_to_a_delivery_in_the_console()
    {
        await using var browser = await PageBrowser.StartAsync();

        var clerk = await SignUpAsync(browser);
        await clerk.GetByText("there", new() { Exact = true }).WaitForAsync();
        var account = await OpenAccountAsync(browser, clerk);
        await account.GetByRole(AriaRole.Button, new() { Name = "Reveal once" }).ClickAsync();
        await account.GetByRole(AriaRole.Button, new() { Name = "I have stored it" }).ClickAsync();
        await account.GetByRole(AriaRole.Button, new() { Name = "Send it from here" }).ClickAsync();
        await account.GetByText("It took 1 credit; 9 credits are left.").WaitForAsync();
        await account.GetByRole(AriaRole.Table, new() { Name = "Recent runs" }).GetByText("customer-1").WaitForAsync();
        var console = await _host.OpenConsoleAsync(browser, "deliveries");
        await console.GetByText("user.created", new() { Exact = true }).WaitForAsync();

        Assert.Equal(Name, await account.Locator("h1").TextContentAsync());
        Assert.Equal(0, await account.GetByRole(AriaRole.Button, new() { Name = "Reveal once" }).CountAsync());
        Assert.Empty(browser.Faults);
    }

    [BrowserFact]
    public async Task Console_without_the_right_key_shows_only_where_to_get_it()
    {
        await using var browser = await PageBrowser.StartAsync();
        var page = await browser.Context.NewPageAsync();

        await page.GotoAsync($"{_host.Up.Console}#/deliveries");
        await PageHost.EnterKeyAsync(page, "guess");
        await page.GetByText("This key is not accepted").WaitForAsync();

        Assert.Equal("Open the console", await page.Locator("h1").TextContentAsync());
        Assert.Equal(0, await page.Locator("main table").CountAsync());
    }

    [BrowserTheory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task No_page_has_a_serious_accessibility_finding(ColorScheme scheme)
    {
        await using var browser = await PageBrowser.StartAsync(scheme);
        var clerk = await SignUpAsync(browser);
        var account = await OpenAccountAsync(browser, clerk);
        var locked = await browser.Context.NewPageAsync();
        await locked.GotoAsync($"{_host.Up.Console}");
        await locked.GetByLabel("Function key").WaitForAsync();

        var findings = new List<string>();
        await LookAtAsync("clerk", clerk);
        await LookAtAsync("account", account);
        await LookAtAsync("locked", locked);
        await using var withStripe = await PageHost.StartAsync(access: true);
        var stripe = await withStripe.OpenStripeAsync(browser);
        await LookAtAsync("stripe", stripe);
        await stripe.GetByRole(AriaRole.Button, new() { Name = "Payments: Ada Lovelace" }).ClickAsync();
        await LookAtAsync("stripe-payments", stripe);
        foreach (
            var page in (string[])
                ["", "failures", "deliveries", "people", "runs", "access", "access/incidents", "access/ledger"]
        )
        {
            await LookAtAsync(
                page.Length == 0 ? "overview" : page.Replace('/', '-'),
                await _host.OpenConsoleAsync(browser, page)
            );
        }

        Assert.Empty(findings);

        async Task LookAtAsync(string name, IPage page)
        {
            // Chromium draws a page in the background when it likes, or never.
            await page.BringToFrontAsync();
            foreach (var width in Widths)
            {
                await page.SetViewportSizeAsync(width, 900);
                await page.ScreenshotAsync(
                    new() { Path = ScreenshotPath($"{name}-{width}-{scheme}"), FullPage = true }
                );
                if (width is not (Wide or Phone))
                {
                    continue;
                }

                var result = await page.RunAxe();
                findings.AddRange(
                    result
                        .Violations.Where(violation => violation.Impact is "serious" or "critical")
                        .Select(violation => $"{name} at {width}: {violation.Id} {Targets(violation)}")
                );
            }
        }
    }

    private static string Targets(AxeResultItem violation) =>
        string.Join(", ", violation.Nodes.Select(node => node.Target));

    private static string ScreenshotPath(string name) =>
        Path.Combine(AppContext.BaseDirectory, "screenshots", $"{name.ToLowerInvariant()}.png");

    private async Task<IPage> SignUpAsync(PageBrowser browser)
    {
        var page = await _host.OpenClerkAsync(browser);
        await PageHost.SignUpAsync(page, Email, Name);
        return page;
    }

    private static async Task<IPage> OpenAccountAsync(PageBrowser browser, IPage clerk)
    {
        await clerk.GetByRole(AriaRole.Button, new() { Name = "Sign in as" }).First.ClickAsync();
        var page = await browser.Context.RunAndWaitForPageAsync(() =>
            clerk.GetByRole(AriaRole.Button, new() { Name = "Open the account page" }).ClickAsync()
        );
        await page.GetByRole(AriaRole.Table, new() { Name = "API keys" }).WaitForAsync();
        return page;
    }
}
