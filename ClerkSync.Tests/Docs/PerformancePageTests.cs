using ClerkSync.Tests.Drivers;

namespace ClerkSync.Tests.Docs;

/// <summary>The page with the tables that <c>./clerksync bench</c> writes.</summary>
public sealed class PerformancePageTests
{
    [Fact]
    public void Page_has_the_markers_between_which_the_bench_writes()
    {
        var lines = File.ReadAllLines(Path.Combine(Repository.Root, "docs", "performance.md"));

        Assert.Equal(
            ["<!-- bench -->", "<!-- /bench -->"],
            lines.Where(line => line.StartsWith("<!--", StringComparison.Ordinal))
        );
    }
}
