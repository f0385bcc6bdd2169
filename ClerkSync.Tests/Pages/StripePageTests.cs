using Microsoft.Playwright;
using Stripe;

namespace ClerkSync.Tests.Pages;

/// <summary>The page of the simulated Stripe, as a developer uses it. Stripe's own client verifies the results.</summary>
public sealed class StripePageTests : IAsyncLifetime
{
    /// <summary>A name that must be shown as text and not parsed as HTML.</summary>
    private const string Name = "<img src=x onerror=alert(1)>";

    private PageHost _host = null!;
    private V1Services _stripe = null!;

    public async Task InitializeAsync()
    {
        _host = await PageHost.StartAsync(access: true);
        _stripe = new StripeClient(
            new StripeClientOptions { ApiKey = _host.Up.Stripe!.SecretKey, ApiBase = _host.Up.Stripe.BaseUrl }
        ).V1;
    }

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [BrowserFact]
    public async Task Customer_buys_upgrades_pauses_and_cancels_and_the_clock_ends_the_subscription()
    {
        await using var browser = await PageBrowser.StartAsync();
        var page = await _host.OpenStripeAsync(browser);

        await ClickAsync(page, "New customer");
        await page.GetByLabel("Name", new() { Exact = true }).FillAsync(Name);
        await page.GetByLabel("Email").FillAsync("eve@example.com");
        await SubmitAsync(page, "Create", $"{Name} is a customer.");
        var customer = (await _stripe.Customers.ListAsync(new() { Email = "eve@example.com" })).Single();

        await ClickAsync(page, $"Buy: {Name}");
        await page.GetByRole(AriaRole.Combobox, new() { Name = "Price" }).SelectOptionAsync("price_pro_monthly");
        await SubmitAsync(page, "Buy", $"{Name} bought Pro, $20.00 a month.");
        var bought = await GetAsync(customer);
        await ClickAsync(page, $"Change price: {Name}");
        await SubmitAsync(page, "Change", $"{Name} upgraded from Pro to Enterprise, $200.00 a month.");
        var upgraded = await GetAsync(customer);
        await ClickAsync(page, $"Pause: {Name}");
        await SubmitAsync(page, "Pause", $"The collection for {Name} is paused (void).");
        var paused = await GetAsync(customer);
        await ClickAsync(page, $"Resume: {Name}");
        await page.GetByText($"The collection for {Name} is resumed.").First.WaitForAsync();
        var resumed = await GetAsync(customer);
        await ClickAsync(page, $"Cancel: {Name}");
        await SubmitAsync(page, "Cancel at the end of the period", $"The subscription of {Name} ends on");
        var ending = await GetAsync(customer);
        await ClickAsync(page, "By a month");
        await page.GetByText($"{Name} was active and is canceled.").First.WaitForAsync();
        var ended = await GetAsync(customer);

        Assert.Equal(("active", "price_pro_monthly"), (bought.Status, bought.Items.Data[0].Price.Id));
        Assert.Equal((bought.Id, "price_enterprise_monthly"), (upgraded.Id, upgraded.Items.Data[0].Price.Id));
        Assert.Equal(("active", "void"), (paused.Status, paused.PauseCollection?.Behavior));
        Assert.Null(resumed.PauseCollection);
        Assert.Equal(("active", true), (ending.Status, ending.CancelAtPeriodEnd));
        Assert.Equal("canceled", ended.Status);
        Assert.Empty(browser.Faults);
    }

    [BrowserFact]
    public async Task Payment_is_partly_refunded_and_one_dispute_is_won_and_another_is_lost()
    {
        await using var browser = await PageBrowser.StartAsync();
        var page = await _host.OpenStripeAsync(browser);

        await ClickAsync(page, "Payments: Grace Hopper");
        await ClickAsync(page, "Refund half:");
        await page.GetByText("Grace Hopper got half of $200.00 back.").First.WaitForAsync();
        await ClickAsync(page, "Dispute:");
        await ClickAsync(page, "Win:");
        await page.GetByText("Grace Hopper lost the dispute about $200.00.").First.WaitForAsync();
        await ClickAsync(page, "Close");
        await ClickAsync(page, "Payments: Ada Lovelace");
        await ClickAsync(page, "Dispute:");
        await ClickAsync(page, "Lose:");
        await page.GetByText("Ada Lovelace won the dispute about $20.00.").First.WaitForAsync();

        var charge = (await _stripe.Charges.ListAsync(new() { Customer = "cus_SampleGrace" })).Single();
        Assert.Equal((10_000, true), (charge.AmountRefunded, charge.Disputed));
        Assert.Equal(
            [(2000, "lost"), (20_000, "won")],
            (await _stripe.Disputes.ListAsync()).Select(dispute => (dispute.Amount, dispute.Status))
        );
        Assert.Empty(browser.Faults);
    }

    [BrowserFact]
    public async Task Trial_that_ends_with_a_declined_card_becomes_past_due()
    {
        await using var browser = await PageBrowser.StartAsync();
        var page = await _host.OpenStripeAsync(browser);

        await ClickAsync(page, "Payments: Alan Turing");
        await page.GetByLabel("Pays next with").SelectOptionAsync("pm_card_chargeCustomerFail");
        await page.GetByText("Alan Turing now has a card that is declined.").First.WaitForAsync();
        await ClickAsync(page, "Close");
        await ClickAsync(page, "To the end of the next trial");
        await page.GetByText("Alan Turing was trialing and is past_due.").First.WaitForAsync();

        var subscription = await _stripe.Subscriptions.GetAsync("sub_SampleAlan");
        Assert.Equal("past_due", subscription.Status);
        Assert.True(
            await page.GetByRole(AriaRole.Button, new() { Name = "To the end of the next trial" }).IsDisabledAsync()
        );
        await page.GetByText($"./clerksync access check {_host.DataOption}", new() { Exact = true }).WaitForAsync();
        Assert.Empty(browser.Faults);
    }

    [BrowserFact]
    public async Task Change_by_another_program_appears_and_a_rejected_purchase_is_reported()
    {
        await using var browser = await PageBrowser.StartAsync();
        var page = await _host.OpenStripeAsync(browser);

        await _stripe.Subscriptions.CancelAsync("sub_SampleAda");
        await page.GetByRole(AriaRole.Row)
            .Filter(new() { HasText = "cus_SampleAda" })
            .GetByText("canceled")
            .WaitForAsync();
        var poor = await _stripe.Customers.CreateAsync(new() { Email = "poor@example.com" });
        await ClickAsync(page, "Buy: poor@example.com");
        await SubmitAsync(page, "Buy", "This customer has no attached payment source");

        Assert.Empty(await _stripe.Subscriptions.ListAsync(new() { Customer = poor.Id }));
    }

    [BrowserFact]
    public async Task Page_with_a_wrong_key_shows_only_how_to_get_the_key()
    {
        await using var browser = await PageBrowser.StartAsync();
        var page = await browser.Context.NewPageAsync();

        await page.GotoAsync($"{_host.Up.Stripe!.BaseUrl}/#guess");
        await page.GetByText("This link was used before").WaitForAsync();
        await page.GetByText("./clerksync open stripe", new() { Exact = true }).WaitForAsync();
        await page.GetByLabel("Secret key").FillAsync("sk_test_guess");
        await ClickAsync(page, "Open");
        await page.GetByText("The secret key is wrong").WaitForAsync();
        var locked = await page.Locator("main table, main .timeline, main .big-number").CountAsync();
        await page.GetByLabel("Secret key").FillAsync(_host.Up.Stripe.SecretKey);
        await ClickAsync(page, "Open");
        await page.GetByRole(AriaRole.Table, new() { Name = "Customers" }).WaitForAsync();

        Assert.Equal(0, locked);
    }

    private static Task ClickAsync(IPage page, string name) =>
        page.GetByRole(AriaRole.Button, new() { Name = name, Exact = !name.EndsWith(':') }).ClickAsync();

    /// <summary>Submits the open dialog and waits for the resulting message.</summary>
    private static async Task SubmitAsync(IPage page, string button, string message)
    {
        await page.GetByRole(AriaRole.Dialog)
            .GetByRole(AriaRole.Button, new() { Name = button, Exact = true })
            .ClickAsync();
        await page.GetByText(message).First.WaitForAsync();
    }

    private async Task<Subscription> GetAsync(Customer customer) =>
        (await _stripe.Subscriptions.ListAsync(new() { Customer = customer.Id, Status = "all" })).Single();
}
