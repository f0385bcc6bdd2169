using ClerkSync.LocalPostgres;
using Npgsql;

namespace ClerkSync.Tests.Drivers;

/// <summary>
/// A database as in production, with the roles of <c>infra/postgres</c>. One role has migrated a separate schema, and the apps
/// connect as the other role. Empty on a machine without psql.
/// </summary>
public class RolesDatabase : TestDatabase
{
    protected const string Password = "made0up0for0the0tests";
    private readonly string _run = Guid.NewGuid().ToString("n");

    public string App => $"test_app_{_run}";
    public string Migrator => $"test_migrator_{_run}";
    public static string Schema => "clerk sync";

    protected NpgsqlConnectionStringBuilder Server { get; private set; } = null!;

    public override string AppUrl => UrlOf(App);
    public string MigratorUrl => UrlOf(Migrator);

    /// <summary>The reason to skip a test; null runs the test.</summary>
    internal static string? Missing => Prerequisite.Lacking(ProgramPath.Find("psql") is not null, "Needs psql.");

    public override async Task InitializeAsync()
    {
        Server = new NpgsqlConnectionStringBuilder(await TestPostgres.CreateDatabaseAsync(isEmpty: true));
        Use(
            new NpgsqlConnectionStringBuilder(Server.ConnectionString) { SearchPath = $"\"{Schema}\"" }.ConnectionString
        );
        if (Missing is not null)
        {
            return;
        }

        await RunAdministratorsAsync();
        await RunMigratorsAsync();
        var migrating = await MigrateAsync(MigratorUrl);
        Assert.True(migrating.ExitCode == 0, migrating.Errors);
    }

    /// <summary>Runs the script that the administrator runs once.</summary>
    public async Task RunAdministratorsAsync()
    {
        await RunFileAsync("roles.sql", UrlOf(Server.Username!, Server.Password!));
        await ExecuteAsync($"alter role {App} password '{Password}'; alter role {Migrator} password '{Password}'");
    }

    /// <summary>Runs the script that the migrating role runs before its first migration.</summary>
    public Task RunMigratorsAsync() => RunFileAsync("schema.sql", MigratorUrl);

    /// <summary>Runs the script of the administrator of a server with Entra. No role may have the names yet.</summary>
    public Task RunEntraAsync(string migrator, string migratorId, string app, string appId) =>
        RunFileAsync(
            "entra.sql",
            UrlOf(Server.Username!, Server.Password!),
            $"--set=migrator={migrator}",
            $"--set=migrator_object_id={migratorId}",
            $"--set=app={app}",
            $"--set=app_object_id={appId}"
        );

    /// <summary>Runs the script with which the owner of a table lets ClerkSync read and repair access in it.</summary>
    public Task RunAccessAsync(string role, string schema, string table, string key, string columns) =>
        RunFileAsync(
            "access.sql",
            UrlOf(Server.Username!, Server.Password!),
            $"--set=access={role}",
            $"--set=schema={schema}",
            $"--set=table={table}",
            $"--set=key={key}",
            $"--set=columns={columns}"
        );

    internal static Task<(int ExitCode, string Output, string Errors)> MigrateAsync(string databaseUrl) =>
        CliProcess.RunAsync(["migrate"], ("DATABASE_URL", databaseUrl));

    protected string UrlOf(string role, int? port = null) => UrlOf(role, Password, port);

    private string UrlOf(string role, string password, int? port = null) =>
        $"postgresql://{role}:{Uri.EscapeDataString(password)}@{Server.Host}:{port ?? Server.Port}/{Server.Database}";

    private async Task RunFileAsync(string name, string url, params string[] variables)
    {
        var psql = new Command(
            ProgramPath.Find("psql") ?? throw new InvalidOperationException("psql is not installed."),
            [
                "--no-psqlrc",
                "--quiet",
                $"--dbname={url}",
                "--set=ON_ERROR_STOP=1",
                $"--set=migrator={Migrator}",
                $"--set=app={App}",
                $"--set=schema={Schema}",
                .. variables,
                $"--file={Path.Combine(Repository.Root, "infra", "postgres", name)}",
            ]
        );
        var result = await psql.RunAsync(CancellationToken.None);
        Assert.True(result.Succeeded, result.Output);
    }
}

/// <summary>A test that needs psql. Without psql it is skipped, except in CI.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PsqlFactAttribute : FactAttribute
{
    public PsqlFactAttribute() => Skip = RolesDatabase.Missing;
}

/// <inheritdoc cref="PsqlFactAttribute" />
[AttributeUsage(AttributeTargets.Method)]
public sealed class PsqlTheoryAttribute : TheoryAttribute
{
    public PsqlTheoryAttribute() => Skip = RolesDatabase.Missing;
}
