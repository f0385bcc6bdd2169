using System.Text.RegularExpressions;
using ClerkSync.Core.Database;
using ClerkSync.LocalHost.Postgres;

namespace ClerkSync.LocalHost.Up;

/// <summary>The line that opens the database in a shell.</summary>
internal static partial class PsqlLine
{
    /// <summary>Makes it; the password of a database that is not our own stays out of it.</summary>
    /// <param name="databaseUrl">As Core reads it.</param>
    /// <param name="own">Null when the database is not our own.</param>
    public static string Create(string databaseUrl, LocalPostgres? own)
    {
        if (own is not null)
        {
            return $"{Program(own)} {databaseUrl}";
        }

        var database = DatabaseUrl.Parse(databaseUrl);
        return string.Join(
            ' ',
            "psql",
            $"-h {Quote(database.Host)}",
            $"-p {database.Port}",
            $"-U {Quote(database.Username)}",
            Quote(database.Database)
        );
    }

    /// <summary>On the PATH, or beside the server; npm's Postgres has none.</summary>
    private static string Program(LocalPostgres own) =>
        Path.Combine(own.BinFolder, ProgramPath.FileName("psql")) is var beside
        && ProgramPath.Find("psql") is null
        && File.Exists(beside)
            ? Quote(beside)
            : "psql";

    private static string Quote(string? word) =>
        word is null ? "''"
        : Plain().IsMatch(word) ? word
        : $"'{word.Replace("'", @"'\''", StringComparison.Ordinal)}'";

    [GeneratedRegex(@"^[\w./:@-]+$")]
    private static partial Regex Plain();
}
