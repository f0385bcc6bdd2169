using ClerkSync.Core.Disclosure;
using ClerkSync.SimulatedClerk;

namespace ClerkSync.LocalHost.Up;

/// <summary>The folder in which <c>up</c> keeps what it makes. The other verbs find their settings there.</summary>
/// <param name="path">Relative paths count from the current folder; the folder need not exist.</param>
public sealed class DataFolder(string path)
{
    private const string SettingsName = "clerk.env";

    /// <summary>Full path.</summary>
    public string FullPath { get; } = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));

    /// <summary>Where the local Postgres lives.</summary>
    public string PostgresFolder => File("postgres");

    /// <summary>Where the simulated Clerk keeps its users and keys.</summary>
    public string ClerkFolder => File("clerk");

    /// <summary>Settings that <c>up</c>, <c>postgres</c> and <c>clerk</c> write, as <c>KEY=VALUE</c> lines that a shell can read.</summary>
    public string SettingsFile => File(SettingsName);

    /// <summary>Full path of a file in the folder.</summary>
    public string File(string name) => Path.Combine(FullPath, name);

    /// <summary>Whether it is there.</summary>
    public bool Exists => Directory.Exists(FullPath);

    /// <summary>Makes the folder when absent, with a <c>.gitignore</c>: it holds secrets and personal data.</summary>
    /// <exception cref="IOException">It cannot be made; the message is a sentence that names it.</exception>
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
                $"The data folder {FullPath} cannot be made: {reason}. Choose another with --data.",
                exception
            );
        }
    }

    /// <summary>Writes a file that only its owner can read, whole or not at all; makes the folder when absent.</summary>
    /// <exception cref="IOException">The folder cannot be made.</exception>
    public void WritePrivate(string name, string text)
    {
        Ensure();
        PrivateFile.Write(File(name), text);
    }

    /// <summary>The settings in <c>clerk.env</c>; empty if there is no such file.</summary>
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
            "# Written by up, postgres and clerk; the other verbs read it. A variable of the environment wins.\n"
                + ToLines(settings)
        );

    /// <summary><c>KEY=VALUE</c> lines that a shell can read.</summary>
    internal static string ToLines(IEnumerable<KeyValuePair<string, string>> settings) =>
        string.Concat(settings.Select(setting => $"{setting.Key}={Quote(setting.Value)}\n"));

    /// <summary>Returns the secret that is kept under a name; makes it the first time.</summary>
    public string EnsureSecret(string name, Func<string> make)
    {
        Ensure();
        return PrivateFile.Ensure(File(name), make);
    }

    // For a shell, which reads the file too, an & in a URL would end the line.
    private static string Quote(string value) =>
        value.All(letter =>
            char.IsAsciiLetterOrDigit(letter) || "_-./:@%+=,?".Contains(letter, StringComparison.Ordinal)
        )
            ? value
            : $"'{value.Replace("'", @"'\''", StringComparison.Ordinal)}'";

    private static string Unquote(string value) =>
        value is ['\'', .. var quoted, '\''] ? quoted.Replace(@"'\''", "'", StringComparison.Ordinal) : value;
}
