using System.Text.RegularExpressions;
using ClerkSync.Core.Database;
using ClerkSync.Tests.Drivers;

namespace ClerkSync.Tests.Docs;

/// <summary>The parameters of <c>DATABASE_URL</c> in <c>docs/settings.md</c> match the code.</summary>
public sealed partial class DatabaseParameterTests
{
    private static readonly string Section = ReadSection();

    [Fact]
    public void Table_has_every_parameter_and_no_other()
    {
        var table = Row().Matches(Section).SelectMany(row => Name().Matches(row.Groups[1].Value));

        Assert.Equal(
            DatabaseParameters.Understood.Concat(DatabaseParameters.Ignored).Order(),
            table.Select(name => name.Groups[1].Value).Order()
        );
    }

    [Fact]
    public void Unsupported_parameters_are_listed() =>
        Assert.All(
            DatabaseParameters.Unsupported,
            name => Assert.Contains($"`{name}`", Section, StringComparison.Ordinal)
        );

    private static string ReadSection()
    {
        var page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "settings.md"));
        var section = page[page.IndexOf("### `DATABASE_URL`", StringComparison.Ordinal)..];
        return section[..section.IndexOf("\n### ", 1, StringComparison.Ordinal)];
    }

    [GeneratedRegex(@"^\| (`[^|]+`) \|", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex("`([a-z_]+)`")]
    private static partial Regex Name();
}
