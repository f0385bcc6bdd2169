using System.Reflection;
using System.Text.RegularExpressions;
using ClerkSync.Core;
using ClerkSync.Functions;
using ClerkSync.Tests.Drivers;
using Microsoft.Extensions.Logging;

namespace ClerkSync.Tests.Docs;

/// <summary>Who is rung out of bed by a line finds it in <c>docs/operations.md</c>.</summary>
public sealed partial class LogLineTests
{
    private const BindingFlags Private =
        BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly;

    [Fact]
    public void Every_warning_and_error_of_the_functions_is_explained_under_its_level()
    {
        var lines = ((Assembly[])[typeof(ClerkSyncSettings).Assembly, typeof(FunctionsRegistration).Assembly])
            .SelectMany(assembly => assembly.GetTypes())
            .SelectMany(type => type.GetMethods(Private))
            .Select(method => method.GetCustomAttribute<LoggerMessageAttribute>())
            .OfType<LoggerMessageAttribute>()
            .Where(line => line.Level >= LogLevel.Warning);

        var explained = File.ReadAllText(Path.Combine(Repository.Root, "docs", "operations.md"));
        Assert.NotEmpty(lines);
        Assert.All(
            lines,
            line =>
                Assert.Contains(
                    $"| {line.Level} | `{Value().Replace(line.Message, "{}")}` |",
                    Value().Replace(explained, "{}"),
                    StringComparison.Ordinal
                )
        );
    }

    [GeneratedRegex(@"\{[\w-]+\}")]
    private static partial Regex Value();
}
