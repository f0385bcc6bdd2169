namespace ClerkSync.LocalHost.Up;

/// <summary>The folder in which <c>up</c> keeps what it makes. The other verbs find their settings there.</summary>
/// <param name="path">Relative paths count from the current folder; the folder need not exist.</param>
public sealed class DataFolder(string path)
{
    /// <summary>Full path.</summary>
    public string FullPath { get; } = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));

    /// <summary>Where the local Postgres lives.</summary>
    public string PostgresFolder => File("postgres");

    /// <summary>Where the simulated Clerk keeps its users and keys.</summary>
    public string ClerkFolder => File("clerk");

    /// <summary>Settings of the last <c>up</c>, as <c>KEY=VALUE</c> lines.</summary>
    public string SettingsFile => File("clerk.env");

    /// <summary>Full path of a file in the folder.</summary>
    public string File(string name) => Path.Combine(FullPath, name);

    /// <summary>The settings that the last <c>up</c> wrote; empty when there was none.</summary>
    public IReadOnlyDictionary<string, string> ReadSettings() =>
        System.IO.File.Exists(SettingsFile)
            ? System
                .IO.File.ReadLines(SettingsFile)
                .Where(line => !line.StartsWith('#'))
                .Select(line => line.Split('=', 2))
                .Where(pair => pair.Length == 2)
                .ToDictionary(pair => pair[0].Trim(), pair => pair[1].Trim())
            : new Dictionary<string, string>();

    /// <summary>Replaces the settings, in a file that only its owner can read.</summary>
    public void WriteSettings(IReadOnlyDictionary<string, string> settings) =>
        PrivateFile.Write(
            SettingsFile,
            "# Written by up; the other verbs read it. A variable of the environment wins.\n"
                + string.Concat(settings.Select(setting => $"{setting.Key}={setting.Value}\n"))
        );

    /// <summary>Returns the secret that is kept under a name; makes it the first time.</summary>
    public string EnsureSecret(string name, Func<string> make)
    {
        var file = File(name);
        if (!System.IO.File.Exists(file))
        {
            PrivateFile.Write(file, make() + "\n");
        }

        return System.IO.File.ReadAllText(file).Trim();
    }
}
