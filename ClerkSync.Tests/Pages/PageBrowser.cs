using Microsoft.Playwright;

namespace ClerkSync.Tests.Pages;

/// <summary>A headless Chromium that records the faults of its pages.</summary>
internal sealed class PageBrowser : IAsyncDisposable
{
    /// <summary>The timeout of a test. Some Playwright calls have no timeout of their own.</summary>
    public const int MaxTestMilliseconds = 180_000;

    // Debian's Chromium. Otherwise, Playwright would download its own.
    private const string Executable = "/usr/bin/chromium";

    private readonly IPlaywright _playwright;
    private readonly IBrowser _browser;
    private readonly List<string> _faults = [];

    private PageBrowser(IPlaywright playwright, IBrowser browser, IBrowserContext context)
    {
        (_playwright, _browser, Context) = (playwright, browser, context);
        context.Page += (_, page) => Watch(page);
    }

    public static bool IsThere { get; } = File.Exists(Executable);

    public IBrowserContext Context { get; }

    /// <summary>Console errors, script errors, requests to other hosts, and dialogs.</summary>
    public IReadOnlyList<string> Faults
    {
        get
        {
            lock (_faults)
            {
                return [.. _faults];
            }
        }
    }

    public static async Task<PageBrowser> StartAsync(ColorScheme scheme = ColorScheme.Light)
    {
        var playwright = await Playwright.CreateAsync();
        // In a container, Chromium has no sandbox for root.
        var browser = await playwright.Chromium.LaunchAsync(
            new() { ExecutablePath = Executable, Args = ["--no-sandbox"] }
        );
        return new PageBrowser(playwright, browser, await browser.NewContextAsync(new() { ColorScheme = scheme }));
    }

    public async ValueTask DisposeAsync()
    {
        await _browser.DisposeAsync();
        _playwright.Dispose();
    }

    private void Watch(IPage page)
    {
        page.Console += (_, message) => AddIf(message.Type == "error", $"{message.Text} at {message.Location}");
        page.PageError += (_, error) => AddIf(true, error);
        page.Request += (_, request) =>
            AddIf(!request.Url.StartsWith("http://127.0.0.1:", StringComparison.Ordinal), request.Url);
        page.Dialog += async (_, dialog) =>
        {
            AddIf(true, dialog.Message);
            await dialog.DismissAsync();
        };
    }

    private void AddIf(bool isFault, string fault)
    {
        if (isFault)
        {
            lock (_faults)
            {
                _faults.Add(fault);
            }
        }
    }
}
