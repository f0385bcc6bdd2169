using System.Diagnostics;
using ClerkSync.LocalPostgres;
using Dapper;
using Npgsql;

namespace ClerkSync.Tests.Drivers;

/// <summary>A Postgres server for one test class, which can freeze it, fill its disk and make it read-only.</summary>
public sealed class OwnServer : TestDatabase
{
    private const string Name = "faults";
    private readonly string _folder = Directory.CreateTempSubdirectory("clerksync-server-").FullName;
    private readonly SmallDisk? _disk = SmallDisk.IsPossible ? new SmallDisk() : null;
    private LocalPostgresServer _postgres = null!;

    /// <summary>The file system with the tables; null if this process cannot mount one.</summary>
    internal SmallDisk? Disk => _disk;

    public override async Task InitializeAsync()
    {
        _postgres = await LocalPostgresServer.StartAsync(
            new LocalPostgresOptions
            {
                DataFolder = _folder,
                ServerSettings = new Dictionary<string, string> { ["fsync"] = "off" },
            },
            new Progress<string>(),
            CancellationToken.None
        );
        var server = Core.Database.DatabaseUrl.Parse(_postgres.DatabaseUrl);
        server.Pooling = false;
        var space = "";
        if (_disk is not null)
        {
            await TestPostgres.ExecuteAsync(server, $"create tablespace small location '{await _disk.MountAsync()}'");
            space = "tablespace small";
        }

        await TestPostgres.ExecuteAsync(server, $"create database {Name} template template0 {space}");
        Use(new NpgsqlConnectionStringBuilder(server.ConnectionString) { Database = Name }.ConnectionString);
        await new Core.Database.Migrator(DataSource).MigrateAsync(CancellationToken.None);
    }

    public override async Task DisposeAsync()
    {
        Thaw();
        await base.DisposeAsync();
        await _postgres.StopAsync(CancellationToken.None);
        _disk?.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>Suspends all processes of the server, which then accepts connections but does not respond.</summary>
    public void Freeze() => Signal("STOP");

    public void Thaw() => Signal("CONT");

    /// <summary>Makes the server read-only, like a standby, or writable again.</summary>
    public async Task SetReadOnlyAsync(bool isReadOnly)
    {
        await using var connection = await DataSource.OpenConnectionAsync();
        await connection.ExecuteAsync(
            $"alter system set default_transaction_read_only = {(isReadOnly ? "on" : "off")}"
        );
        await connection.ExecuteAsync("select pg_reload_conf()");
    }

    /// <summary>Ends the sessions of the apps, as a failover does.</summary>
    public Task EndSessionsAsync() =>
        QueryAsync<bool>("select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'clerksync'");

    /// <summary>Sends a signal to the postmaster and to all of its child processes.</summary>
    private void Signal(string signal)
    {
        using var children = Process.Start("pkill", [$"-{signal}", "-P", $"{_postgres.ProcessId}"]);
        children.WaitForExit();
        using var postmaster = Process.Start("kill", [$"-{signal}", $"{_postgres.ProcessId}"]);
        postmaster.WaitForExit();
    }
}
