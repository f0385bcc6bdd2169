using System.Net.Http.Headers;
using System.Text;
using ClerkSync.Tests.Drivers;
using Microsoft.Playwright;

namespace ClerkSync.Tests.Pages;

/// <summary>The account page of a user, while other programs change the same account.</summary>
public sealed class AccountPageTests : IAsyncLifetime
{
    private const int Phone = 390;

    private PageHost _host = null!;

    public async Task InitializeAsync() => _host = await PageHost.StartAsync();

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [BrowserFact]
    public async Task Run_of_another_program_appears_and_a_revoked_key_is_removed_from_the_snippet()
    {
        await using var browser = await PageBrowser.StartAsync();
        var page = await OpenAsync(browser);
        var snippet = page.Locator("section", new() { HasText = "Record a run" }).Locator("pre");

        await page.GetByText("Reveal or generate a key above").WaitForAsync();
        await ClickAsync(page, "Reveal once");
        await page.GetByText("It is shown only now").WaitForAsync();
        await page.Keyboard.PressAsync("Escape");
        await page.Keyboard.PressAsync("Escape");
        var key = await page.GetByRole(AriaRole.Dialog).Locator("pre").TextContentAsync();
        await ClickAsync(page, "I have stored it");
        var filled = await snippet.TextContentAsync();
        await RecordAsync(key!);
        await page.GetByText("Run of generate").WaitForAsync();
        await page.GetByText("Opening balance").WaitForAsync();
        await page.GetByText("not yet", new() { Exact = true })
            .WaitForAsync(new() { State = WaitForSelectorState.Detached });
        await ClickAsync(page, "Revoke:");
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Revoke" }).ClickAsync();
        await page.GetByText("Generate a key above").WaitForAsync();

        Assert.Contains(key!, filled, StringComparison.Ordinal);
        Assert.Equal("9", await page.Locator(".big-number:not(.plan-name)").TextContentAsync());
        Assert.Contains("YOUR_API_KEY", await snippet.TextContentAsync(), StringComparison.Ordinal);
        Assert.Empty(browser.Faults);
    }

    [BrowserFact]
    public async Task Usage_chart_starts_at_the_first_day_of_the_selected_range()
    {
        await using var browser = await PageBrowser.StartAsync();
        var page = await OpenAsync(browser);

        await page.GetByText(AxisStart(30), new() { Exact = true }).WaitForAsync();
        await ClickAsync(page, "7 days");
        await page.GetByText(AxisStart(7), new() { Exact = true }).WaitForAsync();
        await ClickAsync(page, "90 days");
        await page.GetByText(AxisStart(90), new() { Exact = true }).WaitForAsync();

        Assert.Empty(browser.Faults);
    }

    [BrowserFact]
    public async Task Key_name_is_validated_and_fits_its_dialogs_and_a_double_click_creates_one_key()
    {
        await using var browser = await PageBrowser.StartAsync();
        var page = await OpenAsync(browser);
        await page.SetViewportSizeAsync(Phone, 900);

        await GenerateAsync(page, "a\u202eb");
        await page.GetByText("without control characters or characters that change the direction of text")
            .WaitForAsync();
        await page.GetByLabel("Name of the new key").FillAsync(new string('W', 100));
        await page.GetByRole(AriaRole.Button, new() { Name = "Generate New API Key" })
            .EvaluateAsync("button => { button.click(); button.click(); }");
        await page.GetByText("It is shown only now").WaitForAsync();
        var created = await IsWiderThanItsDialogAsync(page);
        await ClickAsync(page, "I have stored it");
        await ClickAsync(page, "Revoke: WWW");
        await page.GetByText("Requests with it are rejected").WaitForAsync();
        var keys = await page.Locator("[aria-label^='Revoke: WWW']").CountAsync();
        var revoked = await IsWiderThanItsDialogAsync(page);

        Assert.Equal(1, keys);
        Assert.Equal((false, false), (created, revoked));
    }

    [BrowserFact]
    public async Task Banned_user_sees_one_message_until_the_ban_is_lifted_and_can_return_to_the_simulated_Clerk()
    {
        await using var browser = await PageBrowser.StartAsync();
        var page = await OpenAsync(browser);

        SetBanned(true);
        await page.GetByText("Your account is banned or was deleted.").WaitForAsync();
        var problems = await page.Locator(".notice.bad").CountAsync();
        SetBanned(false);
        await PollUntilOpenAsync(page);
        await page.GetByRole(AriaRole.Table, new() { Name = "API keys" }).WaitForAsync();
        SetBanned(true);
        await page.GetByText("Your account is banned or was deleted.").WaitForAsync();
        var isClosed = new TaskCompletionSource();
        page.Close += (_, _) => isClosed.SetResult();
        await page.GetByRole(AriaRole.Link, new() { Name = "Back" }).DispatchEventAsync("click");
        await isClosed.Task.WaitAsync(TimeSpan.FromSeconds(10));

        Assert.Equal(0, problems);
        var clerk = Assert.Single(browser.Context.Pages);
        Assert.Equal("Simulated Clerk", await clerk.Locator("h1").TextContentAsync());
    }

    [BrowserFact]
    public async Task New_name_appears_without_a_reload()
    {
        await using var browser = await PageBrowser.StartAsync();
        var page = await OpenAsync(browser);

        _host.Up.Clerk!.Users.Update(
            _host.Up.Clerk.Users.All().Single().Id,
            user => user with { FirstName = "Augusta" }
        );
        await page.GetByRole(AriaRole.Heading, new() { Name = "Augusta" }).WaitForAsync();

        Assert.Empty(browser.Faults);
    }

    private void SetBanned(bool isBanned) =>
        _host.Up.Clerk!.Users.Update(_host.Up.Clerk.Users.All().Single().Id, user => user with { Banned = isBanned });

    /// <summary>Repeats until the account opens, because the webhook that sets or lifts the ban takes a moment.</summary>
    private static Task PollUntilOpenAsync(IPage page) =>
        page.EvaluateAsync(
            """
            () => {
                const timer = setInterval(() => {
                    document.dispatchEvent(new Event("visibilitychange"));
                    if (document.querySelector("table")) clearInterval(timer);
                }, 500);
            }
            """
        );

    private async Task<IPage> OpenAsync(PageBrowser browser)
    {
        var clerk = await _host.OpenClerkAsync(browser);
        await PageHost.SignUpAsync(clerk, "ada@example.com", "Ada");
        await clerk.GetByText("there", new() { Exact = true }).WaitForAsync();
        return await PageHost.OpenAccountAsync(browser, clerk);
    }

    private async Task RecordAsync(string key)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(_host.Up.Endpoint, "../usage"))
        {
            Content = new StringContent(UserApp.Run, Encoding.UTF8, "application/json"),
            Headers = { Authorization = new AuthenticationHeaderValue("Bearer", key) },
        };
        request.Headers.Add("Idempotency-Key", "run-1");
        using var response = await http.SendAsync(request);
        response.EnsureSuccessStatusCode();
    }

    private static async Task GenerateAsync(IPage page, string name)
    {
        await page.GetByLabel("Name of the new key").FillAsync(name);
        await ClickAsync(page, "Generate New API Key");
    }

    private static Task ClickAsync(IPage page, string name) =>
        page.GetByRole(AriaRole.Button, new() { Name = name }).ClickAsync();

    private static Task<bool> IsWiderThanItsDialogAsync(IPage page) =>
        page.GetByRole(AriaRole.Dialog).EvaluateAsync<bool>("dialog => dialog.scrollWidth > dialog.clientWidth");

    /// <summary>The first day of the range, as Chromium formats it in English.</summary>
    private static string AxisStart(int days) =>
        DateTime.UtcNow.AddDays(1 - days).ToString("MMM d", System.Globalization.CultureInfo.InvariantCulture);
}
