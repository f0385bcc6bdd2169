using System.Text.RegularExpressions;
using ClerkSync.Core.Database;
using ClerkSync.LocalPostgres;
using Npgsql;

namespace ClerkSync.LocalHost.Up;

/// <summary>The line that opens the database in a shell.</summary>
internal static partial class PsqlLine
{
    /// <summary>Makes it; the password of a database that is not our own stays out of it.</summary>
    /// <param name="databaseUrl">As Core reads it.</param>
    /// <param name="own">Null when the database is not our own.</param>
    public static string Create(string databaseUrl, LocalPostgresServer? own)
    {
        if (own is not null)
        {
            return $"{Program(own)} {databaseUrl}";
        }

        var database = DatabaseUrl.Parse(databaseUrl);
        if (database.SearchPath is { Length: > 0 } || IsOfSeveralHosts(database))
        {
            return $"psql {Quote(Url(database))}";
        }

        return string.Join(
            ' ',
            "psql",
            $"-h {Quote(database.Host)}",
            $"-p {database.Port}",
            $"-U {Quote(database.Username)}",
            Quote(database.Database)
        );
    }

    /// <summary>The URL without the password. psql knows no <c>schema</c>: the search path is an option of the server's.</summary>
    public static string Url(NpgsqlConnectionStringBuilder database)
    {
        var user = database.Username is null ? "" : $"{Uri.EscapeDataString(database.Username)}@";
        var server = IsOfSeveralHosts(database)
            ? database.Host
            : $"{Uri.EscapeDataString(database.Host!)}:{database.Port}";
        var path = Uri.EscapeDataString(database.Database ?? "");
        string?[] parameters =
        [
            IsOfSeveralHosts(database) ? $"target_session_attrs={database.TargetSessionAttributes}" : null,
            database.SearchPath is { Length: > 0 } searchPath
                ? $"options={Uri.EscapeDataString($"-csearch_path={Word(searchPath)}")}"
                : null,
        ];
        var query = string.Join('&', parameters.OfType<string>());
        return $"postgresql://{user}{server}/{path}{(query.Length > 0 ? $"?{query}" : "")}";
    }

    private static bool IsOfSeveralHosts(NpgsqlConnectionStringBuilder database) =>
        database.Host!.Contains(',', StringComparison.Ordinal);

    /// <summary>A word of libpq's <c>options</c>. A plain name loses its quotes, which it does not need.</summary>
    /// <remarks>PostgreSQL documentation, "Parameter Key Words": a backslash stands before a space or a backslash.</remarks>
    private static string Word(string searchPath) =>
        PlainSchema().Match(searchPath) is { Success: true } plain
            ? plain.Groups["name"].Value
            : searchPath.Replace("\\", "\\\\", StringComparison.Ordinal).Replace(" ", "\\ ", StringComparison.Ordinal);

    /// <summary>On the PATH, or beside the server; npm's Postgres has none.</summary>
    private static string Program(LocalPostgresServer own) =>
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

    [GeneratedRegex("^\"(?<name>[a-z_][a-z0-9_]*)\"$")]
    private static partial Regex PlainSchema();
}
