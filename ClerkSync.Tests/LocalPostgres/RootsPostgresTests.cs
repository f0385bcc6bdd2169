using System.Runtime.Versioning;

namespace ClerkSync.Tests.LocalPostgres;

[UnsupportedOSPlatform("windows")]
public sealed class RootsPostgresTests : IAsyncLifetime
{
    private readonly PostgresFolder _folder = new();
    private readonly PostgresFolder _closed = new(isClosed: true);

    [RootFact]
    public async Task Server_that_root_starts_runs_as_another_user()
    {
        var postgres = await _folder.StartAsync();

        var status = await File.ReadAllLinesAsync($"/proc/{postgres.ProcessId}/status");

        Assert.DoesNotContain(status, line => line.StartsWith("Uid:\t0", StringComparison.Ordinal));
        Assert.Equal(_folder.Options.DataFolder, postgres.DataFolder);
    }

    [RootFact]
    public async Task Password_file_is_readable_only_by_its_owner()
    {
        var postgres = await _folder.StartAsync();

        var password = await File.ReadAllTextAsync(_folder.PathOf("password"));

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_folder.PathOf("password")));
        Assert.Contains(password.Trim(), postgres.DatabaseUrl);
        Assert.DoesNotContain(password.Trim(), await File.ReadAllTextAsync(postgres.LogFile));
    }

    [RootFact]
    public async Task Data_is_stored_elsewhere_when_the_server_cannot_enter_the_folder()
    {
        var first = await _closed.StartAsync();
        await PostgresFolder.AskAsync(first, "create table kept as select 42 as answer");
        await first.StopAsync(CancellationToken.None);

        var second = await _closed.StartAsync();

        Assert.Equal(42, await PostgresFolder.AskAsync(second, "select answer from kept"));
        Assert.StartsWith("/var/lib/clerksync/", second.DataFolder, StringComparison.Ordinal);
        Assert.Contains(_closed.Messages, message => message.Contains(second.DataFolder, StringComparison.Ordinal));
    }

    [RootFact]
    public async Task Deleting_the_folder_gives_an_empty_database_even_when_the_data_is_elsewhere()
    {
        var first = await _closed.StartAsync();
        await PostgresFolder.AskAsync(first, "create table kept as select 42 as answer");
        await first.StopAsync(CancellationToken.None);
        Directory.Delete(_closed.Options.DataFolder, recursive: true);

        var second = await _closed.StartAsync();

        Assert.Equal(DBNull.Value, await PostgresFolder.AskAsync(second, "select to_regclass('kept')::text"));
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await _folder.DisposeAsync();
        await _closed.DisposeAsync();
    }
}

/// <summary>A test that must run as root, for which Postgres runs as another user.</summary>
public sealed class RootFactAttribute : FactAttribute
{
    /// <summary>Skips the test for other users.</summary>
    public RootFactAttribute()
    {
        if (OperatingSystem.IsWindows() || !Environment.IsPrivilegedProcess)
        {
            Skip = "Needs to be root.";
        }
    }
}
