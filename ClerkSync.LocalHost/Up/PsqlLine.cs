using System.Text.RegularExpressions;
using ClerkSync.Core.Database;
using ClerkSync.LocalPostgres;
using Npgsql;

namespace ClerkSync.LocalHost.Up;

/// <summary>The shell command that opens the database.</summary>
internal static partial class PsqlLine
{
    /// <summary>Creates the command. It contains a password only for the local Postgres.</summary>
    /// <param name="own">The local Postgres; null when another database was given.</param>
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

    /// <summary>The URL without the password. psql does not support <c>schema</c>, so the search path becomes a server option.</summary>
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

    /// <summary>Escapes a word of libpq's <c>options</c>. Removes the quotes of a name that does not need them.</summary>
    /// <remarks>A space or a backslash is preceded by a backslash. Source: PostgreSQL documentation, "Parameter Key Words".</remarks>
    private static string Word(string searchPath) =>
        PlainSchema().Match(searchPath) is { Success: true } plain
            ? plain.Groups["name"].Value
            : searchPath.Replace("\\", "\\\\", StringComparison.Ordinal).Replace(" ", "\\ ", StringComparison.Ordinal);

    /// <summary>The psql on the PATH, else the one next to the server. npm's Postgres has none.</summary>
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
