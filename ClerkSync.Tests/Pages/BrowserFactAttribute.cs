using ClerkSync.Tests.Drivers;

namespace ClerkSync.Tests.Pages;

/// <summary>A test that needs Chromium. Without Chromium, the test is skipped with a reason; in CI, it fails.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class BrowserFactAttribute : FactAttribute
{
    public BrowserFactAttribute()
    {
        Skip = Prerequisite.Lacking(PageBrowser.IsThere, "Chromium is not installed");
        Timeout = PageBrowser.MaxTestMilliseconds;
    }
}
