using ClerkSync.Tests.Drivers;

namespace ClerkSync.Tests.Pages;

/// <inheritdoc cref="BrowserFactAttribute"/>
[AttributeUsage(AttributeTargets.Method)]
public sealed class BrowserTheoryAttribute : TheoryAttribute
{
    public BrowserTheoryAttribute()
    {
        Skip = Prerequisite.Lacking(PageBrowser.IsThere, "Chromium is not installed");
        Timeout = PageBrowser.MaxTestMilliseconds;
    }
}
