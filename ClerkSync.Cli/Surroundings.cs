using System.Collections;

namespace ClerkSync.Cli;

/// <summary>What a verb finds around it besides its arguments.</summary>
internal sealed record Surroundings
{
    /// <summary>Set by the script: the folder with ClerkSync.sln.</summary>
    public const string RootVariable = "CLERKSYNC_ROOT";

    // Set by the script: how it was called.
    private const string CommandVariable = "CLERKSYNC_COMMAND";

    /// <summary>The environment's variables.</summary>
    public required IReadOnlyDictionary<string, string> Variables { get; init; }

    /// <summary>Standard input; null when a person types it at a terminal.</summary>
    public TextReader? Input { get; init; } = TextReader.Null;

    /// <summary>The folder that the verb runs in.</summary>
    public required string CurrentFolder { get; init; }

    /// <summary>How to call this program, for lines to paste: as the script was called, else by the tool's name.</summary>
    public string Command => FindVariable(CommandVariable) ?? "clerksync";

    /// <summary>Those of this process.</summary>
    public static Surroundings OfThisProcess() =>
        new()
        {
            Variables = Environment
                .GetEnvironmentVariables()
                .Cast<DictionaryEntry>()
                .ToDictionary(entry => (string)entry.Key, entry => (string)entry.Value!),
            Input = Console.IsInputRedirected ? Console.In : null,
            CurrentFolder = Directory.GetCurrentDirectory(),
        };

    /// <summary>The value of a variable; null when it is unset or blank.</summary>
    public string? FindVariable(string name) =>
        Variables.GetValueOrDefault(name) is { } value && !string.IsNullOrWhiteSpace(value) ? value : null;

    /// <summary>The folder with ClerkSync.sln; null when this program was taken elsewhere.</summary>
    public string? FindRoot()
    {
        if (FindVariable(RootVariable) is { } root)
        {
            return root;
        }

        var folder = new DirectoryInfo(CurrentFolder);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "ClerkSync.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName;
    }

    /// <summary>The folder with ClerkSync.sln.</summary>
    /// <exception cref="UsageException">This program was taken elsewhere.</exception>
    public string GetRoot() =>
        FindRoot()
        ?? throw new UsageException("There is no ClerkSync.sln here: run this from a clone of the repository.");
}
