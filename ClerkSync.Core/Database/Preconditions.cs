using System.Text.RegularExpressions;
using Dapper;
using Npgsql;

namespace ClerkSync.Core.Database;

/// <summary>
/// The preconditions for applying deliveries to a database. <c>migrate</c>, <c>doctor</c>, <c>up</c> and health check
/// them.
/// </summary>
internal static partial class Preconditions
{
    private const int OldestVersion = 15;

    private const string Facts = """
        select
            current_setting('server_version_num')::int / 10000 as version,
            current_setting('server_encoding') as encoding,
            pg_is_in_recovery() as is_standby,
            current_setting('transaction_read_only')::boolean as is_read_only,
            current_user::text as role
        """;

    // Only of tables that exist. The owner cannot tell the application's role from a foreign role that may log in; the application's
    // role can. Supabase's roles for browsers are foreign even if this role is a member of them.
    private const string TableFacts = """
        select
            t.name,
            array(
                select p from unnest(array['select', 'insert', 'update', 'delete']) as p
                where not has_table_privilege(c.oid, p)
            ) as missing,
            row_security_active(c.oid) as hides_rows,
            array(
                select distinct coalesce(r.rolname, 'public')::text
                from aclexplode(c.relacl) as a
                left join pg_roles r on r.oid = a.grantee
                where a.grantee <> c.relowner
                    and (
                        a.grantee = 0
                        or r.rolname in ('anon', 'authenticated')
                        or not r.rolsuper
                            and not pg_has_role(current_user, a.grantee, 'member')
                            and (not r.rolcanlogin or not pg_has_role(current_user, c.relowner, 'member'))
                    )
            ) as strangers
        from unnest(@Tables) as t (name)
        join pg_class c on c.oid = to_regclass(t.name)
        order by t.name
        """;

    /// <summary>The tables that ClerkSync's migrations create.</summary>
    internal static string[] Tables { get; } =
    [.. Migration.All.SelectMany(migration => CreateTable().Matches(migration.Sql)).Select(m => m.Groups[1].Value)];

    /// <param name="dataSource">Logs in as the role that writes.</param>
    public static async Task<IReadOnlyList<DatabaseProblem>> FindUnmetAsync(
        NpgsqlDataSource dataSource,
        CancellationToken cancellationToken
    )
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        return await FindUnmetAsync(connection, cancellationToken);
    }

    /// <summary>Finds what prevents even the migrations, before any table exists.</summary>
    internal static async Task<IReadOnlyList<DatabaseProblem>> FindUnmetByServerAsync(
        NpgsqlConnection connection,
        CancellationToken cancellationToken
    ) =>
        [
            .. OfServer(
                await connection.QuerySingleAsync<ServerFacts>(
                    new CommandDefinition(Facts, cancellationToken: cancellationToken)
                )
            ),
        ];

    internal static async Task<IReadOnlyList<DatabaseProblem>> FindUnmetAsync(
        NpgsqlConnection connection,
        CancellationToken cancellationToken
    )
    {
        using var results = await connection.QueryMultipleAsync(
            new CommandDefinition($"{Facts}; {TableFacts}", new { Tables }, cancellationToken: cancellationToken)
        );
        var server = await results.ReadSingleAsync<ServerFacts>();
        var tables = (await results.ReadAsync<FoundTable>()).AsList();
        return [.. OfServer(server), .. OfTables(server.Role, tables)];
    }

    private static IEnumerable<DatabaseProblem> OfServer(ServerFacts server)
    {
        if (server.Version < OldestVersion)
        {
            yield return new(
                "server_too_old",
                $"The server is Postgres {server.Version}.",
                $"ClerkSync needs Postgres {OldestVersion} or newer."
            );
        }

        if (server.Encoding != "UTF8")
        {
            yield return new(
                "encoding",
                $"The database's encoding is {server.Encoding}, which cannot store every name.",
                "Create another database: create database clerk encoding 'UTF8' template template0."
            );
        }

        if (server.IsStandby)
        {
            yield return new(
                "standby",
                "The server is a standby, which takes no writes.",
                "Point DATABASE_URL at the primary, or promote this server."
            );
        }
        else if (server.IsReadOnly)
        {
            yield return new(
                "read_only",
                "The database is read-only for this role (default_transaction_read_only).",
                "Some providers set this when the disk is nearly full. Free disk space, or turn it off for the database and the role."
            );
        }
    }

    private static IEnumerable<DatabaseProblem> OfTables(string role, IReadOnlyList<FoundTable> tables)
    {
        var quotedRole = SqlName.Quote(role);
        var unprivileged = tables.Where(table => table.Missing.Length > 0).ToList();
        if (unprivileged.Count > 0)
        {
            var missing = string.Join(", ", unprivileged.SelectMany(table => table.Missing).Distinct());
            yield return new(
                "missing_privileges",
                $"The role {role} lacks {missing} on {Names(unprivileged)}.",
                $"Run as the owner of the tables: grant {missing} on {Names(unprivileged)} to {quotedRole};"
            );
        }

        var hiding = tables.Where(table => table.HidesRows).ToList();
        if (hiding.Count > 0)
        {
            yield return new(
                "row_security",
                $"Row level security on {Names(hiding)} hides rows from the role {role}.",
                $"Make this role the owner of the tables, or run as a superuser: alter role {quotedRole} bypassrls;"
            );
        }

        var open = tables.Where(table => table.Strangers.Length > 0).ToList();
        if (open.Count > 0)
        {
            var strangers = string.Join(", ", open.SelectMany(table => table.Strangers).Distinct().Order());
            yield return new(
                "foreign_privileges",
                $"Other roles have privileges on {Names(open)}: {strangers}.",
                $"If you do not want that, run: revoke all on {Names(open)} from {strangers}; or give ClerkSync a schema of its own, with ?schema=clerk in DATABASE_URL.",
                IsBlocking: false
            );
        }
    }

    private static string Names(IEnumerable<FoundTable> tables) =>
        string.Join(", ", tables.Select(table => table.Name));

    [GeneratedRegex(@"^create table (\w+)", RegexOptions.Multiline)]
    private static partial Regex CreateTable();

    private sealed record ServerFacts
    {
        public required int Version { get; init; }
        public required string Encoding { get; init; }
        public required bool IsStandby { get; init; }
        public required bool IsReadOnly { get; init; }
        public required string Role { get; init; }
    }

    private sealed record FoundTable
    {
        public required string Name { get; init; }
        public required string[] Missing { get; init; }
        public required bool HidesRows { get; init; }
        public required string[] Strangers { get; init; }
    }
}
