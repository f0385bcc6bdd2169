using System.CommandLine;
using ClerkSync.Cli.Settings;
using ClerkSync.Core.Access;
using ClerkSync.Core.Access.Checks;

namespace ClerkSync.Cli.Access;

/// <summary>The options of <c>access map</c> that choose Clerk's metadata or the application's table as the source.</summary>
internal sealed class SourceOptions
{
    private const string Postgres = "postgres";

    private readonly ChoiceOption _source = new("--source", "clerk", Postgres)
    {
        Description = "Where access is stored: in Clerk's metadata, or in a table of the database. Default: clerk.",
    };

    private readonly Option<string?> _table = new("--table")
    {
        Description = "The table, with or without its schema. Default: ClerkSync's own.",
        HelpName = "TABLE",
    };

    private readonly Option<string?> _key = new("--key")
    {
        Description = "The column with the Clerk id, which must be unique. Default: clerk_id.",
        HelpName = "COLUMN",
    };

    private readonly Option<string?> _role = new("--role")
    {
        Description = "The role that reads the table and writes approved repairs (infra/postgres/access.sql).",
        HelpName = "ROLE",
    };

    public void AddTo(Command command)
    {
        command.Add(_source);
        command.Add(_table);
        command.Add(_key);
        command.Add(_role);
    }

    /// <summary>Finds the table to map; null when the source is Clerk.</summary>
    /// <param name="before">The table that was mapped before; null when none was.</param>
    /// <param name="mirror">The mirror's table.</param>
    /// <exception cref="SourceException">The table does not exist.</exception>
    public async Task<SourceTable?> FindTableAsync(VerbRun run, SourceTable? before, string mirror)
    {
        var (name, key, role) = (run.Parsed.GetValue(_table), run.Parsed.GetValue(_key), run.Parsed.GetValue(_role));
        var isPostgres = run.Parsed.GetValue(_source) is { } given ? given == Postgres : before is not null;
        if (!isPostgres)
        {
            return name is null && key is null && role is null
                ? null
                : throw new UsageException($"--table, --key and --role go with --source {Postgres}.");
        }

        return await run.Get<SourceCatalog>()
            .FindAsync(
                name ?? before?.FullName ?? mirror,
                key ?? before?.Key ?? "clerk_id",
                role ?? before?.Role,
                run.Stopped
            );
    }
}
