using System.Text;
using System.Text.RegularExpressions;

namespace ClerkSync.Tests.Pages;

/// <summary>Assertions about the scripts of every page.</summary>
internal static partial class PageScripts
{
    /// <param name="files">The content of all files that a server serves, by path.</param>
    public static void AssertEveryImportLeadsToAFile(IReadOnlyDictionary<string, byte[]> files)
    {
        var imports = Scripts(files)
            .SelectMany(script =>
                Import()
                    .Matches(script.Text)
                    .Select(match => (script.Path, Target: Resolve(script.Path, match.Groups["path"].Value)))
            )
            .ToList();

        Assert.NotEmpty(imports);
        Assert.All(imports, import => Assert.True(files.ContainsKey(import.Target), $"{import}"));
    }

    /// <inheritdoc cref="AssertEveryImportLeadsToAFile"/>
    public static void AssertNoHtmlOfTextAndNoOtherHost(IReadOnlyDictionary<string, byte[]> files) =>
        Assert.All(
            Scripts(files),
            script =>
            {
                Assert.DoesNotMatch(HtmlOfText(), script.Text);
                Assert.DoesNotContain("https://", script.Text, StringComparison.Ordinal);
            }
        );

    private static IEnumerable<(string Path, string Text)> Scripts(IReadOnlyDictionary<string, byte[]> files) =>
        files
            .Where(file => file.Key.EndsWith(".js", StringComparison.Ordinal))
            .Select(file => (file.Key, Encoding.UTF8.GetString(file.Value)));

    private static string Resolve(string from, string relative) =>
        new Uri(new Uri($"http://host/{from}"), relative).AbsolutePath[1..];

    [GeneratedRegex("""from "(?<path>\.[^"]+)";""")]
    private static partial Regex Import();

    [GeneratedRegex(@"innerHTML|outerHTML|insertAdjacentHTML|document\.write|DOMParser|\beval\(|new Function")]
    private static partial Regex HtmlOfText();
}
