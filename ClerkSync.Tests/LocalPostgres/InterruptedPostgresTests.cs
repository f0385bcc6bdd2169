using System.Diagnostics;

namespace ClerkSync.Tests.LocalPostgres;

public sealed class InterruptedPostgresTests : IAsyncLifetime
{
    private readonly PostgresFolder _folder = new();
    private readonly PostgresFolder _otherFolder = new();

    [Fact]
    public async Task Server_without_an_owner_is_adopted_and_stopped_by_the_next_owner()
    {
        var abandoned = await _folder.StartAsync();
        _folder.ReleaseLock();

        var adopted = await _folder.StartAsync();
        await adopted.StopAsync(CancellationToken.None);

        Assert.Equal(abandoned.ProcessId, adopted.ProcessId);
        Assert.Equal(abandoned.DatabaseUrl, adopted.DatabaseUrl);
        Assert.False(File.Exists(_folder.PathOf("cluster", "postmaster.pid")));
    }

    [Fact]
    public async Task Killed_server_recovers_the_committed_data()
    {
        var killed = await _folder.StartAsync();
        await PostgresFolder.AskAsync(killed, "create table kept as select 42 as answer");
        Kill(killed.ProcessId);
        await killed.StopAsync(CancellationToken.None);

        var recovered = await _folder.StartAsync();

        Assert.NotEqual(killed.ProcessId, recovered.ProcessId);
        Assert.Equal(42, await PostgresFolder.AskAsync(recovered, "select answer from kept"));
    }

    [Fact]
    public async Task Process_that_reuses_the_id_of_a_killed_server_is_not_stopped()
    {
        var other = await _otherFolder.StartAsync();
        var killed = await _folder.StartAsync();
        Kill(killed.ProcessId);
        await killed.StopAsync(CancellationToken.None);
        var lines = await File.ReadAllLinesAsync(_folder.PathOf("cluster", "postmaster.pid"));
        await File.WriteAllLinesAsync(
            _folder.PathOf("cluster", "postmaster.pid"),
            [$"{other.ProcessId}", .. lines.Skip(1)]
        );

        var recovered = await _folder.StartAsync();

        Assert.Equal(1, await PostgresFolder.AskAsync(recovered, "select 1"));
        Assert.Equal(1, await PostgresFolder.AskAsync(other, "select 1"));
    }

    [Fact]
    public async Task Incomplete_cluster_is_created_again()
    {
        await (await _folder.StartAsync()).StopAsync(CancellationToken.None);
        Directory.Move(_folder.PathOf("cluster"), _folder.PathOf("cluster.new-1"));
        File.Delete(_folder.PathOf("cluster.new-1", "global", "pg_control"));
        await File.WriteAllTextAsync(_folder.PathOf("password"), "");

        var postgres = await _folder.StartAsync();

        Assert.Equal(1, await PostgresFolder.AskAsync(postgres, "select 1"));
        Assert.False(Directory.Exists(_folder.PathOf("cluster.new-1")));
    }

    [Fact]
    public async Task Cancelled_start_can_be_repeated()
    {
        using var cancellation = new CancellationTokenSource();
        _folder.OnMessage = _ => cancellation.CancelAfter(TimeSpan.FromMilliseconds(150));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            _folder.StartAsync(_folder.Options, cancellation.Token)
        );

        var postgres = await _folder.StartAsync();

        Assert.Equal(1, await PostgresFolder.AskAsync(postgres, "select 1"));
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await _folder.DisposeAsync();
        await _otherFolder.DisposeAsync();
    }

    private static void Kill(int processId)
    {
        using var process = Process.GetProcessById(processId);
        process.Kill();
    }
}
