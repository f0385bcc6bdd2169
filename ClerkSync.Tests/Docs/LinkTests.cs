using System.Text.RegularExpressions;
using ClerkSync.Tests.Drivers;

namespace ClerkSync.Tests.Docs;

/// <summary>The links of the Markdown pages within this repository. External addresses are not requested.</summary>
public sealed partial class LinkTests
{
    // Folders of build output and installed packages, which are not part of the repository.
    private static readonly string[] ExcludedFolders = ["bin", "obj", "node_modules"];

    [Fact]
    public void Every_link_points_to_an_existing_file_and_heading()
    {
        var links = FindPages(Repository.Root).SelectMany(FindLinks).ToArray();

        var broken = links
            .Where(link => !TargetExists(link.Target, link.Anchor))
            .Select(link => $"{Path.GetRelativePath(Repository.Root, link.Page)}: {link.Text}");

        Assert.NotEmpty(links);
        Assert.Empty(broken);
    }

    private static IEnumerable<string> FindPages(string folder) =>
        Directory
            .EnumerateDirectories(folder)
            .Where(child =>
                Path.GetFileName(child) is var name && !name.StartsWith('.') && !ExcludedFolders.Contains(name)
            )
            .SelectMany(FindPages)
            .Concat(Directory.EnumerateFiles(folder, "*.md"));

    private static IEnumerable<(string Page, string Text, string Target, string Anchor)> FindLinks(string page) =>
        from match in Link().Matches(ReadProse(page))
        let path = match.Groups["path"].Value
        let target = path.Length == 0 ? page : Path.Combine(Path.GetDirectoryName(page)!, path)
        select (page, match.Value, target, match.Groups["anchor"].Value);

    private static bool TargetExists(string target, string anchor) =>
        anchor.Length == 0 ? Path.Exists(target) : File.Exists(target) && FindAnchors(target).Contains(anchor);

    // Anchors as GitHub generates them: lower case, no punctuation, hyphens for spaces.
    private static IEnumerable<string> FindAnchors(string page) =>
        Heading()
            .Matches(ReadProse(page))
            .Select(match => Punctuation().Replace(match.Groups[1].Value, "").Replace(' ', '-').ToLowerInvariant());

    // Removes code blocks, because they can contain a # or brackets.
    private static string ReadProse(string page) => CodeBlock().Replace(File.ReadAllText(page), "");

    [GeneratedRegex(@"\]\((?!\w+:)(?<path>[^)#\s]*)(#(?<anchor>[^)\s]*))?\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"^#+ (.*?)\r?$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"[^\w\- ]")]
    private static partial Regex Punctuation();

    [GeneratedRegex(@"^ *```.*?^ *```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex CodeBlock();
}
