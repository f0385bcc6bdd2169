using ClerkSync.LocalPostgres;
using Dapper;
using Npgsql;

namespace ClerkSync.Tests.Drivers;

/// <summary>One Postgres server for all tests of a run, with a migrated template that each test class copies.</summary>
internal static class TestPostgres
{
    private const string Template = "clerksync_template";
    private static readonly Lazy<Task<NpgsqlConnectionStringBuilder>> Server = new(StartAsync);
    private static readonly SemaphoreSlim Copying = new(1);

    /// <summary>Creates a database for a test class, with the schema unless <paramref name="isEmpty"/>.</summary>
    public static async Task<string> CreateDatabaseAsync(bool isEmpty = false)
    {
        var server = await Server.Value;
        var name = $"test_{Guid.NewGuid():n}";
        await Copying.WaitAsync();
        try
        {
            await ExecuteAsync(server, $"create database {name} template {(isEmpty ? "template0" : Template)}");
        }
        finally
        {
            Copying.Release();
        }

        return new NpgsqlConnectionStringBuilder(server.ConnectionString) { Database = name }.ConnectionString;
    }

    public static async Task ExecuteAsync(NpgsqlConnectionStringBuilder server, string sql)
    {
        await using var connection = new NpgsqlConnection(server.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private static async Task<NpgsqlConnectionStringBuilder> StartAsync()
    {
        var server = Core.Database.DatabaseUrl.Parse(
            Environment.GetEnvironmentVariable("CLERKSYNC_TEST_DATABASE_URL") ?? await StartOwnAsync()
        );
        server.Pooling = false;
        await DropLeftoversAsync(server);
        await ExecuteAsync(server, $"create database {Template} template template0");
        var template = new NpgsqlConnectionStringBuilder(server.ConnectionString) { Database = Template };
        await using (var dataSource = NpgsqlDataSource.Create(template))
        {
            await new Core.Database.Migrator(dataSource).MigrateAsync(CancellationToken.None);
        }

        server.Pooling = true;
        return server;
    }

    /// <summary>Drops the databases and roles of earlier runs.</summary>
    private static async Task DropLeftoversAsync(NpgsqlConnectionStringBuilder server)
    {
        await using var connection = new NpgsqlConnection(server.ConnectionString);
        var names = await connection.QueryAsync<string>(
            "select datname from pg_database where datname like 'test\\_%' or datname = @Template",
            new { Template }
        );
        foreach (var name in names)
        {
            await ExecuteAsync(server, $"drop database \"{name}\" with (force)");
        }

        foreach (
            var role in await connection.QueryAsync<string>(
                "select rolname from pg_roles where rolname like 'test\\_%'"
            )
        )
        {
            await ExecuteAsync(server, $"drop role \"{role}\"");
        }
    }

    private static async Task<string> StartOwnAsync()
    {
        var postgres = await StartInFirstFreeFolderAsync();
        AppDomain.CurrentDomain.ProcessExit += (_, _) =>
            postgres.StopAsync(CancellationToken.None).GetAwaiter().GetResult();
        return postgres.DatabaseUrl;
    }

    /// <summary>Uses one of a few folders. They are never deleted, because the end of a test run leaves no time for that.</summary>
    private static async Task<LocalPostgresServer> StartInFirstFreeFolderAsync()
    {
        for (var i = 0; ; i++)
        {
            try
            {
                return await StartInAsync(Path.Combine(Path.GetTempPath(), $"clerksync-tests-{i}"));
            }
            // Another test run uses this folder.
            catch (LocalPostgresException) when (i < 8) { }
        }
    }

    private static Task<LocalPostgresServer> StartInAsync(string folder) =>
        LocalPostgresServer.StartAsync(
            new LocalPostgresOptions
            {
                DataFolder = folder,
                // No test needs durable data here. A test that kills the server starts its own server.
                ServerSettings = new Dictionary<string, string>
                {
                    ["fsync"] = "off",
                    ["max_connections"] = "300",
                    ["shared_buffers"] = "256MB",
                },
            },
            new Progress<string>(),
            CancellationToken.None
        );
}
