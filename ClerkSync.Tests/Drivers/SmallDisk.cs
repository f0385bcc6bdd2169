using System.Diagnostics;
using ClerkSync.LocalHost.Postgres;
using Npgsql;

namespace ClerkSync.Tests.Drivers;

/// <summary>A file system of a few megabytes for one database, which a test can fill.</summary>
internal sealed class SmallDisk : IDisposable
{
    private const int Megabytes = 24;
    private readonly string _folder = Directory.CreateTempSubdirectory("clerksync-disk-").FullName;
    private bool _isMounted;

    private string Filler => Path.Combine(_folder, "filler");

    /// <summary>Makes a migrated database on the disk.</summary>
    public async Task<SmallDatabase> CreateDatabaseAsync()
    {
        Run("mount", "-t", "tmpfs", "-o", $"size={Megabytes}m,mode=755", "tmpfs", _folder);
        _isMounted = true;
        var space = Directory.CreateDirectory(Path.Combine(_folder, "space")).FullName;
        var user = await ServerUser.FindAsync(CancellationToken.None);
        await user.OwnAsync(space, CancellationToken.None);
        return await SmallDatabase.CreateAsync(space);
    }

    /// <summary>Leaves no room.</summary>
    public void Fill()
    {
        using var file = File.Create(Filler);
        var block = new byte[4096];
        try
        {
            while (true)
            {
                file.Write(block);
                file.Flush(flushToDisk: true);
            }
        }
        catch (IOException) { }
    }

    public void MakeRoom() => File.Delete(Filler);

    public void Dispose()
    {
        if (_isMounted)
        {
            Run("umount", "--lazy", _folder);
        }

        Directory.Delete(_folder);
    }

    private static void Run(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }
}

/// <summary>A database whose tables are on a <see cref="SmallDisk"/>; the server's own files are not.</summary>
internal sealed class SmallDatabase(string admin, string tablespace, string connectionString) : IAsyncDisposable
{
    public string ConnectionString => connectionString;

    public static async Task<SmallDatabase> CreateAsync(string folder)
    {
        var admin = await TestPostgres.CreateDatabaseAsync(isEmpty: true);
        var name = $"test_{Guid.NewGuid():n}";
        await ExecuteAsync(admin, $"create tablespace {name} location '{folder}'");
        await ExecuteAsync(admin, $"create database {name} template template0 tablespace {name}");
        var database = new SmallDatabase(
            admin,
            name,
            new NpgsqlConnectionStringBuilder(admin) { Database = name, Pooling = false }.ConnectionString
        );
        await using var dataSource = NpgsqlDataSource.Create(database.ConnectionString);
        await new Core.Database.Migrator(dataSource).MigrateAsync(CancellationToken.None);
        return database;
    }

    public async Task<long> CountFailedAsync()
    {
        await using var dataSource = NpgsqlDataSource.Create(connectionString);
        await using var command = dataSource.CreateCommand(
            "select count(*) from webhook_deliveries where outcome = 'failed'"
        );
        return (long)(await command.ExecuteScalarAsync())!;
    }

    public async ValueTask DisposeAsync()
    {
        await ExecuteAsync(admin, $"drop database {tablespace} with (force)");
        await ExecuteAsync(admin, $"drop tablespace {tablespace}");
    }

    private static async Task ExecuteAsync(string connectionString, string sql)
    {
        await using var dataSource = NpgsqlDataSource.Create(connectionString);
        await using var command = dataSource.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}

/// <summary>A test that mounts a file system, which only root on Linux may: skipped elsewhere, but not in CI.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RootFactAttribute : FactAttribute
{
    public RootFactAttribute() =>
        Skip = Prerequisite.Lacking(
            OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess,
            "Needs root on Linux."
        );
}
