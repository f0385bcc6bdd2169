using ClerkSync.SimulatedClerk.Objects;
using Microsoft.Playwright;

namespace ClerkSync.Tests.Pages;

/// <summary>The page of the simulated Clerk, as a developer uses it.</summary>
public sealed class ClerkPageTests : IAsyncLifetime
{
    private PageHost _host = null!;

    public async Task InitializeAsync() => _host = await PageHost.StartAsync();

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [BrowserFact]
    public async Task Undelivered_messages_and_empty_searches_are_reported()
    {
        await using var browser = await PageBrowser.StartAsync();
        var page = await _host.OpenClerkAsync(browser);

        await PageHost.SignUpAsync(page, "ada@example.com", "Ada");
        await page.GetByText("delivered", new() { Exact = true }).First.WaitForAsync();
        await ClickAsync(page, "Retry waiting, failed and skipped");
        await page.GetByText("No delivery waits, has failed or was skipped.").WaitForAsync();
        await page.GetByLabel("The endpoint is on").UncheckAsync();
        await page.GetByText("the endpoint is off: nothing is sent").WaitForAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Send again" }).First.ClickAsync();
        await page.GetByText("Nothing was delivered, because the endpoint is off.").WaitForAsync();
        await page.GetByLabel("Email").FillAsync("ada@example.com");
        await ClickAsync(page, "Sign up");
        var problem = page.Locator("form").GetByRole(AriaRole.Alert);
        await problem.GetByText("is taken").WaitForAsync();
        await PageHost.SignUpAsync(page, "bob@example.com", "Bob");
        await problem.WaitForAsync(new() { State = WaitForSelectorState.Detached });
        await page.GetByText("The endpoint was off", new() { Exact = true }).WaitForAsync();
        await page.GetByLabel("The endpoint is on").CheckAsync();
        await page.GetByText("every message is delivered once").WaitForAsync();
        await ClickAsync(page, "Retry waiting, failed and skipped");
        await page.GetByText("Retried 1 delivery.").WaitForAsync();
        await page.GetByLabel("Find users").FillAsync("nobody");
        await ClickAsync(page, "Find");
        await page.GetByText("No user was found").WaitForAsync();

        Assert.Equal(0, await page.GetByText("0 of 0").CountAsync());
    }

    [BrowserFact]
    public async Task Organization_is_shown_by_name_and_the_dialog_of_its_members_closes()
    {
        await using var browser = await PageBrowser.StartAsync();
        var page = await _host.OpenClerkAsync(browser);
        await PageHost.SignUpAsync(page, "ada@example.com", "Ada");
        var clerk = _host.Up.Clerk!;
        clerk.Organizations.Create(
            new NewOrganization { Name = "Analytical Engines", CreatedBy = clerk.Users.All().Single().Id }
        );

        await ClickAsync(page, "Members: Analytical Engines");
        var role = page.GetByLabel("Role of ada@example.com");
        var isCut = await role.EvaluateAsync<bool>("select => select.scrollWidth > select.clientWidth");
        await ClickAsync(page, "Close");
        await ClickAsync(page, "Sign in as: ada@example.com");
        await page.GetByLabel("Works in").SelectOptionAsync([new SelectOptionValue { Index = 1 }]);
        var account = await browser.Context.RunAndWaitForPageAsync(() => ClickAsync(page, "Open the account page"));
        await account.GetByText("Admin of Analytical Engines").WaitForAsync();
        await account.GetByText("You work in Analytical Engines. Plan, credits, keys and usage").WaitForAsync();

        Assert.False(isCut);
        Assert.Empty(browser.Faults);
    }

    private static Task ClickAsync(IPage page, string name) =>
        page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true }).ClickAsync();
}
