namespace ClerkSync.Tests.Drivers;

/// <summary>A <see cref="RolesDatabase"/> behind PgBouncer, as in production. Empty on a machine without PgBouncer.</summary>
public sealed class PooledDatabase : RolesDatabase
{
    private PgBouncer? _pgBouncer;

    public override string AppUrl => UrlThroughPgBouncer(App);

    public string PooledMigratorUrl => UrlThroughPgBouncer(Migrator);

    /// <summary>The reason to skip a test; null runs the test.</summary>
    internal static new string? Missing =>
        RolesDatabase.Missing ?? Prerequisite.Lacking(PgBouncer.Program is not null, "Needs pgbouncer.");

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        if (Missing is null)
        {
            _pgBouncer = await PgBouncer.StartAsync(Server.Host!, Server.Port, (App, Password), (Migrator, Password));
        }
    }

    public override async Task DisposeAsync()
    {
        if (_pgBouncer is not null)
        {
            await _pgBouncer.DisposeAsync();
        }

        await base.DisposeAsync();
    }

    private string UrlThroughPgBouncer(string role) => $"{UrlOf(role, _pgBouncer!.Port)}?pgbouncer=true";
}

/// <summary>A test that needs PgBouncer. Without PgBouncer it is skipped, except in CI.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PgBouncerFactAttribute : FactAttribute
{
    public PgBouncerFactAttribute() => Skip = PooledDatabase.Missing;
}
