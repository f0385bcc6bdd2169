using System.CommandLine;

namespace ClerkSync.Cli;

/// <summary>A command whose own help has more text than its line in the list of verbs.</summary>
/// <param name="summary">One sentence, for the list of verbs.</param>
/// <param name="notes">More information and an example. Shown after the options.</param>
internal sealed class Verb(string name, string summary, string notes) : Command(name, summary)
{
    public string Notes { get; } = notes;
}
