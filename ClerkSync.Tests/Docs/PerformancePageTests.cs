using ClerkSync.Tests.Drivers;

namespace ClerkSync.Tests.Docs;

/// <summary>The page whose tables <c>./clerksync bench</c> writes.</summary>
public sealed class PerformancePageTests
{
    [Fact]
    public void Page_has_the_two_lines_between_which_the_bench_writes()
    {
        var lines = File.ReadAllLines(Path.Combine(Repository.Root, "docs", "performance.md"));

        Assert.Equal(
            ["<!-- bench -->", "<!-- /bench -->"],
            lines.Where(line => line.StartsWith("<!--", StringComparison.Ordinal))
        );
    }
}
