namespace ClerkSync.Bench.Load;

/// <summary>Writes the figures into <c>docs/performance.md</c>. The text around them is written by hand.</summary>
internal static class PerformancePage
{
    private const string Begin = "<!-- bench -->";
    private const string End = "<!-- /bench -->";

    public static string FileIn(string root) => Path.Combine(root, "docs", "performance.md");

    /// <returns>The page with the new figures.</returns>
    /// <exception cref="InvalidOperationException">The page lacks one of the two markers.</exception>
    public static string Replace(string page, string figures)
    {
        var begin = page.IndexOf(Begin, StringComparison.Ordinal);
        var end = page.IndexOf(End, StringComparison.Ordinal);
        return begin >= 0 && end > begin
            ? $"{page[..begin]}{Begin}\n{figures.Trim()}\n{page[end..]}"
            : throw new InvalidOperationException($"docs/performance.md needs the lines {Begin} and {End}.");
    }
}
