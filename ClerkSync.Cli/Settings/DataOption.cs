using System.CommandLine;
using ClerkSync.LocalHost.Up;

namespace ClerkSync.Cli.Settings;

/// <summary><c>--data DIR</c>.</summary>
internal sealed class DataOption : Option<string?>
{
    private const string DefaultFolder = ".local";

    public DataOption()
        : base("--data")
    {
        Description = "The data folder. Default: .local beside ClerkSync.sln, else .local in the current folder.";
        HelpName = "DIR";
    }

    /// <summary>The option for a command to paste, with a space before it; empty when it was not given.</summary>
    public string Repeat(ParseResult parsed, Surroundings surroundings) =>
        parsed.GetResult(this) is null ? "" : $" --data {Quote(Find(parsed, surroundings).FullPath)}";

    /// <summary>The folder of the option, or the default folder.</summary>
    public DataFolder Find(ParseResult parsed, Surroundings surroundings) =>
        new(
            parsed.GetValue(this) is { Length: > 0 } given
                ? Path.Combine(surroundings.CurrentFolder, given)
                : Path.Combine(surroundings.FindRoot() ?? surroundings.CurrentFolder, DefaultFolder)
        );

    // In double quotes, a Unix shell would expand $. cmd.exe does not treat single quotes as quotes.
    private static string Quote(string path) =>
        OperatingSystem.IsWindows() ? $"\"{path}\"" : $"'{path.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
