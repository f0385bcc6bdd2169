using System.CommandLine;

namespace ClerkSync.Cli;

/// <summary>A command with more to say in its own help than the one line that the list of verbs has room for.</summary>
/// <param name="name">As it is typed.</param>
/// <param name="summary">One sentence.</param>
/// <param name="notes">Follow the options: what else one has to know, and an example.</param>
internal sealed class Verb(string name, string summary, string notes) : Command(name, summary)
{
    /// <summary>The end of its own help.</summary>
    public string Notes { get; } = notes;
}
