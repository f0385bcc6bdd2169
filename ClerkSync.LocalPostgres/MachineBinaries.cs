using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace ClerkSync.LocalPostgres;

/// <summary>Finds the programs of an installed Postgres.</summary>
internal static partial class MachineBinaries
{
    // The parent folder, the pattern of the version folder, and the folder of the programs in it.
    private static readonly (string Parent, string Version, string Programs)[] Installations =
    [
        ("/usr/lib/postgresql", "*", "bin"), // Debian
        ("/usr", "pgsql-*", "bin"), // Red Hat
        ("/usr/libexec", "postgresql*", ""), // Alpine
        ("/opt/homebrew/opt", "postgresql*", "bin"),
        ("/usr/local/opt", "postgresql*", "bin"),
        ("/home/linuxbrew/.linuxbrew/opt", "postgresql*", "bin"),
        ("/Applications/Postgres.app/Contents/Versions", "*", "bin"),
        (Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.ProgramFiles), "PostgreSQL"), "*", "bin"),
    ];

    /// <summary>
    /// Returns folders that may contain the programs: those on the PATH, then the newest version first.
    /// </summary>
    public static async IAsyncEnumerable<string> FindFoldersAsync(
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        if (ProgramPath.Find("postgres") is { } postgres)
        {
            yield return Path.GetDirectoryName(Resolve(postgres))!;
        }

        if (ProgramPath.Find("pg_config") is { } config)
        {
            yield return (await new Command(config, "--bindir").RunAsync(cancellationToken)).Output.Trim();
        }

        foreach (var folder in InstalledFolders().OrderByDescending(VersionOf))
        {
            yield return folder;
        }
    }

    // initdb searches for its files beside the actual program, not beside a link to it.
    private static string Resolve(string path) =>
        File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path;

    private static IEnumerable<string> InstalledFolders() =>
        Installations
            .Where(place => Directory.Exists(place.Parent))
            .SelectMany(place =>
                Directory
                    .EnumerateDirectories(place.Parent, place.Version)
                    .Select(version => Path.Combine(version, place.Programs))
            );

    private static int VersionOf(string folder) =>
        int.TryParse(VersionPattern().Match(folder).Value, CultureInfo.InvariantCulture, out var version) ? version : 0;

    // The version number in a path: …/15/…, …/pgsql-16/…, …/postgresql@17/….
    [GeneratedRegex(@"\d+")]
    private static partial Regex VersionPattern();
}
