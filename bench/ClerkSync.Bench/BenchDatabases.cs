using ClerkSync.Core.Database;
using ClerkSync.LocalPostgres;
using Dapper;
using Npgsql;

namespace ClerkSync.Bench;

/// <summary>A Postgres for the benchmarks, with a fresh database for each pass.</summary>
internal sealed class BenchDatabases : IAsyncDisposable
{
    private const string Template = "clerksync_template";

    /// <summary>Typical settings for a server with 8 GB. All settings that protect data are on.</summary>
    private static readonly Dictionary<string, string> Settings = new()
    {
        ["shared_buffers"] = "2GB",
        ["effective_cache_size"] = "6GB",
        ["work_mem"] = "64MB",
        ["maintenance_work_mem"] = "512MB",
        ["max_wal_size"] = "8GB",
        ["checkpoint_timeout"] = "15min",
        ["random_page_cost"] = "1.1",
        ["fsync"] = "on",
        ["full_page_writes"] = "on",
        ["synchronous_commit"] = "on",
        ["max_connections"] = "400",
    };

    private readonly LocalPostgresServer _postgres;
    private readonly NpgsqlConnectionStringBuilder _server;

    private BenchDatabases(LocalPostgresServer postgres)
    {
        _postgres = postgres;
        _server = DatabaseUrl.Parse(postgres.DatabaseUrl);
        _server.Pooling = false;
    }

    public string Description =>
        $"Postgres {_postgres.Version}, {string.Join(", ", Settings.Select(s => $"{s.Key}={s.Value}"))}";

    public static async Task<BenchDatabases> StartAsync(CancellationToken cancellationToken)
    {
        var databases = new BenchDatabases(
            await LocalPostgresServer.StartAsync(
                new LocalPostgresOptions
                {
                    DataFolder = Path.Combine(Path.GetTempPath(), "clerksync-bench"),
                    ServerSettings = Settings,
                },
                new Progress<string>(),
                cancellationToken
            )
        );
        await databases.DropAllAsync();
        await databases.ExecuteAsync($"create database {Template} template template0");
        await using var template = NpgsqlDataSource.Create(databases.ConnectionTo(Template, isPooled: false));
        await new Migrator(template).MigrateAsync(cancellationToken);
        return databases;
    }

    /// <summary>
    /// Creates a database with the schema, after a checkpoint, so that earlier writes do not affect the measurement.
    /// </summary>
    /// <returns>The connection string.</returns>
    public async Task<string> CreateAsync(string name)
    {
        await ExecuteAsync($"create database {name} template {Template}");
        await ExecuteAsync("checkpoint;");
        return ConnectionTo(name, isPooled: true);
    }

    public Task CreateEmptyAsync(string name) => ExecuteAsync($"create database {name} template template0");

    /// <summary>Returns the <c>postgresql://</c> URL of a database, optionally through another port.</summary>
    public string UrlOf(string name, int? port = null) =>
        $"postgresql://{_server.Username}:{Uri.EscapeDataString(_server.Password!)}@127.0.0.1:{port ?? _server.Port}/{name}";

    /// <summary>The connection settings without a database.</summary>
    public NpgsqlConnectionStringBuilder Server => new(_server.ConnectionString);

    /// <summary>Returns the path of a Postgres program such as pgbench; null when it is not installed.</summary>
    public string? FindProgram(string name)
    {
        var own = Path.Combine(_postgres.BinFolder, ProgramPath.FileName(name));
        return File.Exists(own) ? own : ProgramPath.Find(name);
    }

    public async Task<T> ScalarAsync<T>(string database, string sql)
    {
        await using var connection = new NpgsqlConnection(ConnectionTo(database, isPooled: false));
        return (await connection.ExecuteScalarAsync<T>(sql, commandTimeout: 0))!;
    }

    public async Task ExecuteAsync(string database, string sql)
    {
        await using var connection = new NpgsqlConnection(ConnectionTo(database, isPooled: false));
        await connection.ExecuteAsync(sql, commandTimeout: 0);
    }

    public Task DropAsync(string name) => ExecuteAsync($"drop database if exists {name} with (force)");

    public TimeSpan ServerCpu => ProcessorTime.OfFamily(_postgres.ProcessId);

    /// <summary>Stops the server and deletes its data, which with the WAL take gigabytes.</summary>
    public async ValueTask DisposeAsync()
    {
        await _postgres.DisposeAsync();
        Directory.Delete(_postgres.DataFolder, recursive: true);
    }

    /// <summary>Also drops databases that a killed benchmark left behind.</summary>
    private async Task DropAllAsync()
    {
        await using var connection = new NpgsqlConnection(_server.ConnectionString);
        var names = await connection.QueryAsync<string>(
            "select datname from pg_database where datname like 'bench\\_%' or datname = @Template",
            new { Template }
        );
        foreach (var name in names)
        {
            await DropAsync(name);
        }
    }

    private Task ExecuteAsync(string sql) => ExecuteAsync("postgres", sql);

    private string ConnectionTo(string database, bool isPooled) =>
        new NpgsqlConnectionStringBuilder(_server.ConnectionString)
        {
            Database = database,
            Pooling = isPooled,
        }.ConnectionString;
}
