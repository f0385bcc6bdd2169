using System.ComponentModel;
using System.Globalization;
using System.Text.RegularExpressions;

namespace ClerkSync.LocalPostgres;

/// <summary>Postgres's programs. The server's user has been verified to be able to run them.</summary>
internal sealed partial record PostgresBinaries(string Folder, string Version)
{
    /// <summary>The oldest supported major version.</summary>
    public const int OldestMajor = 15;

    /// <summary>15 for 15.13 and for 15beta1. A cluster works only with the major version that created it.</summary>
    public int Major =>
        int.Parse(string.Concat(Version.TakeWhile(char.IsAsciiDigit)), NumberStyles.None, CultureInfo.InvariantCulture);

    /// <summary>Returns the full path of <c>initdb</c>, <c>pg_ctl</c> or <c>postgres</c>.</summary>
    public string Program(string name) => Path.Combine(Folder, ProgramPath.FileName(name));

    /// <summary>
    /// Returns the programs in a folder; null when one is missing or the server's user cannot run them.
    /// </summary>
    public static async Task<PostgresBinaries?> FindAsync(
        string folder,
        ServerUser user,
        CancellationToken cancellationToken
    )
    {
        var binaries = new PostgresBinaries(folder, "");
        if (!Array.TrueForAll(["initdb", "pg_ctl", "postgres"], name => File.Exists(binaries.Program(name))))
        {
            return null;
        }

        try
        {
            var command = user.Run(new Command(binaries.Program("postgres"), "--version"));
            var match = VersionPattern().Match((await command.RunAsync(cancellationToken)).Output);
            return match.Success ? binaries with { Version = match.Groups[1].Value } : null;
        }
        catch (Win32Exception)
        {
            return null;
        }
    }

    // "postgres (PostgreSQL) 15.13 (Debian 15.13-0+deb12u1)"
    [GeneratedRegex(@"\(PostgreSQL\) (\d[\w.]*)")]
    private static partial Regex VersionPattern();
}
