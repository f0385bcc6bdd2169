using System.Collections;

namespace ClerkSync.Cli;

/// <summary>The environment of a verb: variables, standard input, and folders.</summary>
internal sealed record Surroundings
{
    /// <summary>Set by the clerksync script: the folder with ClerkSync.sln.</summary>
    public const string RootVariable = "CLERKSYNC_ROOT";

    // Set by the clerksync script: how it was called.
    private const string CommandVariable = "CLERKSYNC_COMMAND";

    public required IReadOnlyDictionary<string, string> Variables { get; init; }

    /// <summary>Standard input; null when it is a terminal.</summary>
    public TextReader? Input { get; init; } = TextReader.Null;

    public required string CurrentFolder { get; init; }

    /// <summary>The program of this process: dotnet, or the tool's own.</summary>
    public string? ProcessPath { get; init; }

    /// <summary>
    /// How to call this program in commands to paste: the way the script was called, else the name of the tool. A tool from a manifest
    /// is started by dotnet and is not on the PATH.
    /// </summary>
    public string Command =>
        FindVariable(CommandVariable) ?? (IsDotnet(ProcessPath) ? "dotnet clerksync" : "clerksync");

    /// <summary>Whether a program is dotnet, which then runs this program's assembly.</summary>
    public static bool IsDotnet(string? program) => Path.GetFileNameWithoutExtension(program) == "dotnet";

    public static Surroundings OfThisProcess() =>
        new()
        {
            Variables = Environment
                .GetEnvironmentVariables()
                .Cast<DictionaryEntry>()
                .ToDictionary(entry => (string)entry.Key, entry => (string)entry.Value!),
            Input = Console.IsInputRedirected ? Console.In : null,
            CurrentFolder = Directory.GetCurrentDirectory(),
            ProcessPath = Environment.ProcessPath,
        };

    /// <summary>The value of a variable; null when it is unset or blank.</summary>
    public string? FindVariable(string name) =>
        Variables.GetValueOrDefault(name) is { } value && !string.IsNullOrWhiteSpace(value) ? value : null;

    /// <summary>
    /// The folder with ClerkSync.sln: from the script, else the current folder or one of its parents. Null when there is none.
    /// </summary>
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

    /// <exception cref="UsageException">There is no such folder.</exception>
    public string GetRoot() =>
        FindRoot()
        ?? throw new UsageException("There is no ClerkSync.sln here: run this from a clone of the repository.");
}
