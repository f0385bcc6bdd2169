using ClerkSync.Core.Disclosure;
using ClerkSync.SimulatedClerk;

namespace ClerkSync.LocalHost.Up;

/// <summary>The folder in which <c>up</c> stores its data. The other commands read their settings from it.</summary>
/// <param name="path">Relative to the current folder, or absolute. The folder need not exist.</param>
public sealed class DataFolder(string path)
{
    private const string SettingsName = "clerk.env";

    /// <summary>The absolute path.</summary>
    public string FullPath { get; } = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));

    /// <summary>The folder of the local Postgres.</summary>
    public string PostgresFolder => File("postgres");

    /// <summary>The folder in which the simulated Clerk stores its users and keys.</summary>
    public string ClerkFolder => File("clerk");

    /// <summary>
    /// The settings file that <c>up</c>, <c>postgres</c> and <c>clerk</c> write: <c>KEY=VALUE</c> lines that a shell can read.
    /// </summary>
    public string SettingsFile => File(SettingsName);

    /// <summary>The absolute path of a file in the folder.</summary>
    public string File(string name) => Path.Combine(FullPath, name);

    public bool Exists => Directory.Exists(FullPath);

    /// <summary>Creates the folder if it does not exist, with a <c>.gitignore</c>: it contains secrets and personal data.</summary>
    /// <exception cref="IOException">The folder cannot be created; the message is a sentence that names it.</exception>
    public void Ensure()
    {
        if (Exists && Directory.EnumerateFileSystemEntries(FullPath).Any())
        {
            return;
        }

        try
        {
            Directory.CreateDirectory(FullPath);
            System.IO.File.WriteAllText(File(".gitignore"), "*\n");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            var reason = System.IO.File.Exists(FullPath) ? "a file has that name" : ShownError.Describe(exception);
            throw new IOException(
                $"The data folder {FullPath} cannot be created: {reason}. Choose another with --data.",
                exception
            );
        }
    }

    /// <summary>Writes a file atomically, readable only by its owner. Creates the folder if it does not exist.</summary>
    /// <exception cref="IOException">The folder cannot be created.</exception>
    public void WritePrivate(string name, string text)
    {
        Ensure();
        PrivateFile.Write(File(name), text);
    }

    /// <summary>Reads the settings in <c>clerk.env</c>; empty if the file does not exist.</summary>
    public IReadOnlyDictionary<string, string> ReadSettings() =>
        System.IO.File.Exists(SettingsFile)
            ? System
                .IO.File.ReadLines(SettingsFile)
                .Where(line => !line.StartsWith('#'))
                .Select(line => line.Split('=', 2))
                .Where(pair => pair.Length == 2)
                .ToDictionary(pair => pair[0].Trim(), pair => Unquote(pair[1].Trim()))
            : new Dictionary<string, string>();

    /// <summary>Replaces the settings, in a file that only its owner can read.</summary>
    public void WriteSettings(IReadOnlyDictionary<string, string> settings) =>
        WritePrivate(
            SettingsName,
            "# Written by up, postgres and clerk; the other commands read it. An environment variable takes precedence.\n"
                + ToLines(settings)
        );

    /// <summary>Formats settings as <c>KEY=VALUE</c> lines that a shell can read.</summary>
    internal static string ToLines(IEnumerable<KeyValuePair<string, string>> settings) =>
        string.Concat(settings.Select(setting => $"{setting.Key}={Quote(setting.Value)}\n"));

    /// <summary>Returns the secret that is stored under a name. Creates it on the first call.</summary>
    public string EnsureSecret(string name, Func<string> make)
    {
        Ensure();
        return PrivateFile.Ensure(File(name), make);
    }

    // A shell also reads the file, and an unquoted & in a URL would end the command.
    private static string Quote(string value) =>
        value.All(letter =>
            char.IsAsciiLetterOrDigit(letter) || "_-./:@%+=,?".Contains(letter, StringComparison.Ordinal)
        )
            ? value
            : $"'{value.Replace("'", @"'\''", StringComparison.Ordinal)}'";

    private static string Unquote(string value) =>
        value is ['\'', .. var quoted, '\''] ? quoted.Replace(@"'\''", "'", StringComparison.Ordinal) : value;
}
