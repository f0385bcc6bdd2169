using System.CommandLine;

namespace ClerkSync.Cli.Settings;

/// <summary><c>--with FOLDER</c>: the project of an application built on ClerkSync.</summary>
internal sealed class WithOption : Option<string?>
{
    public WithOption(string description)
        : base("--with")
    {
        Description = description;
        HelpName = "FOLDER";
    }

    /// <summary>The full path of the folder; null without the option.</summary>
    public string? Find(ParseResult parsed, Surroundings surroundings) =>
        parsed.GetValue(this) is { Length: > 0 } folder ? Path.GetFullPath(folder, surroundings.CurrentFolder) : null;
}
