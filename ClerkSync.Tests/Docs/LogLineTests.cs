using System.Reflection;
using System.Text.RegularExpressions;
using ClerkSync.Core;
using ClerkSync.Functions;
using ClerkSync.Tests.Drivers;
using Microsoft.Extensions.Logging;

namespace ClerkSync.Tests.Docs;

/// <summary>The log lines in <c>docs/operations.md</c> match the code.</summary>
public sealed partial class LogLineTests
{
    private const BindingFlags Private =
        BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly;

    private static readonly LoggerMessageAttribute[] Logged =
    [
        .. ((Assembly[])[typeof(ClerkSyncSettings).Assembly, typeof(FunctionsRegistration).Assembly])
            .SelectMany(assembly => assembly.GetTypes())
            .SelectMany(type => type.GetMethods(Private))
            .Select(method => method.GetCustomAttribute<LoggerMessageAttribute>())
            .OfType<LoggerMessageAttribute>(),
    ];

    private static readonly Match[] Explained = Row()
        .Matches(File.ReadAllText(Path.Combine(Repository.Root, "docs", "operations.md")))
        .ToArray();

    [Fact]
    public void Every_warning_and_error_is_explained() =>
        Assert.All(
            Logged.Where(line => line.Level >= LogLevel.Warning),
            line => Assert.Contains(Explained, row => Explains(row, line))
        );

    [Fact]
    public void Every_explained_line_is_logged_at_its_level() =>
        Assert.All(Explained, row => Assert.Contains(Logged, line => Explains(row, line)));

    // The name of a value can differ, and the end of the text can be omitted.
    private static bool Explains(Match row, LoggerMessageAttribute line)
    {
        var text = Value().Replace(row.Groups["text"].Value, "{}");
        var message = Value().Replace(line.Message, "{}");
        return row.Groups["level"].Value == $"{line.Level}"
            && (text.EndsWith('…') ? message.StartsWith(text[..^1], StringComparison.Ordinal) : message == text);
    }

    [GeneratedRegex(
        @"^\| (?<level>Critical|Error|Warning|Information|Debug) \| `(?<text>[^`]+)` \|",
        RegexOptions.Multiline
    )]
    private static partial Regex Row();

    [GeneratedRegex(@"\{[\w-]+\}")]
    private static partial Regex Value();
}
