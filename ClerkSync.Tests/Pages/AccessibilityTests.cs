using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace ClerkSync.Tests.Pages;

/// <summary>
/// Runs axe on every page, wide and narrow, light and dark, and writes screenshots next to the test assembly. Each page is closed
/// after its check, because every open page polls.
/// </summary>
public sealed class AccessibilityTests : IAsyncLifetime
{
    private const int Wide = 1440;
    private const int Phone = 390;

    private static readonly int[] Widths = [Wide, 768, Phone];

    /// <summary>Finds targets smaller than 24 pixels, except links in a sentence, and content wider than the window.</summary>
    private const string Faults = """
        [...document.querySelectorAll("a, button, input, select, summary")]
            .map((element) => element.closest("label") ?? element)
            .filter((element) => element.checkVisibility() && !element.matches("p a, .skip"))
            .filter((element) => {
                const { height, right, width } = element.getBoundingClientRect();
                return height < 24 || width < 24 || right > innerWidth;
            })
            .map((element) => `${element.outerHTML.slice(0, 120)} is small or cut off`)
            .concat(document.documentElement.scrollWidth > innerWidth ? "The page is wider than the window" : [])
        """;

    private readonly List<string> _findings = [];
    private PageHost _host = null!;

    public async Task InitializeAsync() => _host = await PageHost.StartAsync(access: true);

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [BrowserTheory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task No_page_has_a_serious_accessibility_violation(ColorScheme scheme)
    {
        await using var browser = await PageBrowser.StartAsync(scheme);
        var clerk = await _host.OpenClerkAsync(browser);
        await LookAtAsync($"account-{scheme}", await PageHost.OpenAccountAsync(browser, clerk));
        await LookAtAsync($"clerk-{scheme}", clerk);

        var locked = await browser.Context.NewPageAsync();
        await locked.GotoAsync($"{_host.Up.Console}");
        await locked.GetByLabel("Function key").WaitForAsync();
        await LookAtAsync($"locked-{scheme}", locked);

        await LookAtAsync($"stripe-{scheme}", await _host.OpenStripeAsync(browser));
        var payments = await _host.OpenStripeAsync(browser);
        await payments.GetByRole(AriaRole.Button, new() { Name = "Payments: Ada Lovelace" }).ClickAsync();
        await LookAtAsync($"stripe-payments-{scheme}", payments);

        foreach (
            var page in (string[])
                ["", "failures", "deliveries", "people", "runs", "access", "access/incidents", "access/ledger"]
        )
        {
            await LookAtAsync(
                $"{(page.Length == 0 ? "overview" : page.Replace('/', '-'))}-{scheme}",
                await _host.OpenConsoleAsync(browser, page)
            );
        }

        Assert.True(_findings.Count == 0, string.Join('\n', _findings));
    }

    private async Task LookAtAsync(string name, IPage page)
    {
        // Chromium may draw a background page late or never.
        await page.BringToFrontAsync();
        foreach (var width in Widths)
        {
            await page.SetViewportSizeAsync(width, 900);
            await page.ScreenshotAsync(new() { Path = ScreenshotPath($"{name}-{width}"), FullPage = true });
            _findings.AddRange(
                (await page.EvaluateAsync<string[]>(Faults)).Select(fault => $"{name} at {width}: {fault}")
            );
            if (width is not (Wide or Phone))
            {
                continue;
            }

            // The new mode loads axe again in a separate page, for frames of other hosts. These pages have no frames.
#pragma warning disable CS0618
            var result = await page.Locator("html").RunAxeLegacy();
#pragma warning restore CS0618
            _findings.AddRange(
                result
                    .Violations.Where(violation => violation.Impact is "serious" or "critical")
                    .Select(violation => $"{name} at {width}: {violation.Id} {Targets(violation)}")
            );
        }

        await page.CloseAsync();
    }

    private static string ScreenshotPath(string name) =>
        Path.Combine(AppContext.BaseDirectory, "screenshots", $"{name.ToLowerInvariant()}.png");

    private static string Targets(AxeResultItem violation) =>
        string.Join(", ", violation.Nodes.Select(node => node.Target));
}
