using ClerkSync.LocalPostgres;
using Npgsql;

namespace ClerkSync.Tests.LocalPostgres;

/// <summary>A data folder of a test's own. At the end its servers are stopped and it is deleted.</summary>
internal sealed class PostgresFolder : IProgress<string>, IAsyncLifetime
{
    private readonly DirectoryInfo _parent = Directory.CreateTempSubdirectory("clerksync-postgres-");
    private readonly List<LocalPostgresServer> _started = [];

    /// <param name="isClosed">
    /// Whether the folder lies below one that only we can enter, like a clone under /root.
    /// </param>
    public PostgresFolder(bool isClosed = false) =>
        Options = new()
        {
            DataFolder = isClosed ? Path.Combine(_parent.FullName, "postgres") : _parent.FullName,
            ServerSettings = new Dictionary<string, string> { ["fsync"] = "off" },
        };

    public LocalPostgresOptions Options { get; }

    /// <summary>What StartAsync has told.</summary>
    public List<string> Said { get; } = [];

    /// <summary>Called with each of it.</summary>
    public Action<string>? WhenSaid { get; set; }

    public string PathOf(params string[] parts) => Path.Combine([Options.DataFolder, .. parts]);

    public Task<LocalPostgresServer> StartAsync() => StartAsync(Options, CancellationToken.None);

    public async Task<LocalPostgresServer> StartAsync(LocalPostgresOptions options, CancellationToken cancellationToken)
    {
        var postgres = await LocalPostgresServer.StartAsync(options, this, cancellationToken);
        _started.Add(postgres);
        return postgres;
    }

    /// <summary>
    /// Does what the system does for a process that is killed. Within one process there is no other way.
    /// </summary>
    public void VanishOwner() => File.Delete(PathOf("lock"));

    public static async Task<object?> AskAsync(LocalPostgresServer postgres, string sql)
    {
        var settings = Core.Database.DatabaseUrl.Parse(postgres.DatabaseUrl);
        settings.Pooling = false;
        await using var connection = new NpgsqlConnection(settings.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }

    public void Report(string value)
    {
        Said.Add(value);
        WhenSaid?.Invoke(value);
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        foreach (var postgres in _started)
        {
            await postgres.DisposeAsync();
        }

        var folders = _started.Select(postgres => postgres.DataFolder).Append(_parent.FullName).Distinct();
        foreach (var folder in folders.Where(Directory.Exists))
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
