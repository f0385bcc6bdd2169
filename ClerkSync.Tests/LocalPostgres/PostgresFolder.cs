using ClerkSync.LocalPostgres;
using Npgsql;

namespace ClerkSync.Tests.LocalPostgres;

/// <summary>A data folder for one test. Its disposal stops the servers and deletes the folder.</summary>
internal sealed class PostgresFolder : IProgress<string>, IAsyncLifetime
{
    private readonly DirectoryInfo _parent = Directory.CreateTempSubdirectory("clerksync-postgres-");
    private readonly List<LocalPostgresServer> _started = [];

    /// <param name="isClosed">
    /// Whether only this user can enter the parent folder, as for a clone under /root.
    /// </param>
    public PostgresFolder(bool isClosed = false) =>
        Options = new()
        {
            DataFolder = isClosed ? Path.Combine(_parent.FullName, "postgres") : _parent.FullName,
            ServerSettings = new Dictionary<string, string> { ["fsync"] = "off" },
        };

    public LocalPostgresOptions Options { get; }

    /// <summary>The messages that StartAsync has reported.</summary>
    public List<string> Messages { get; } = [];

    /// <summary>Called with each message.</summary>
    public Action<string>? OnMessage { get; set; }

    public string PathOf(params string[] parts) => Path.Combine([Options.DataFolder, .. parts]);

    public Task<LocalPostgresServer> StartAsync() => StartAsync(Options, CancellationToken.None);

    public async Task<LocalPostgresServer> StartAsync(LocalPostgresOptions options, CancellationToken cancellationToken)
    {
        var postgres = await LocalPostgresServer.StartAsync(options, this, cancellationToken);
        _started.Add(postgres);
        return postgres;
    }

    /// <summary>
    /// Releases the lock of the folder, as the system does for a killed owner. A test cannot kill its own process.
    /// </summary>
    public void ReleaseLock() => File.Delete(PathOf("lock"));

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
        Messages.Add(value);
        OnMessage?.Invoke(value);
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
