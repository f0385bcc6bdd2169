using System.Net;
using System.Net.Sockets;
using ClerkSync.LocalPostgres;
using Npgsql;

namespace ClerkSync.Tests.LocalPostgres;

public sealed class LocalPostgresTests : IAsyncLifetime
{
    private readonly PostgresFolder _folder = new();

    [Fact]
    public async Task First_start_creates_a_database_that_listens_only_on_loopback()
    {
        var postgres = await _folder.StartAsync();

        Assert.Equal("clerksync", await PostgresFolder.AskAsync(postgres, "select current_database()::text"));
        Assert.Equal("UTF8", await PostgresFolder.AskAsync(postgres, "show server_encoding"));
        Assert.Equal("off", await PostgresFolder.AskAsync(postgres, "show fsync"));
        Assert.Equal("127.0.0.1", await PostgresFolder.AskAsync(postgres, "show listen_addresses"));
        Assert.Equal("", await PostgresFolder.AskAsync(postgres, "show unix_socket_directories"));
    }

    [Fact]
    public async Task Log_names_the_violated_constraint_and_contains_no_value()
    {
        var postgres = await _folder.StartAsync();
        await PostgresFolder.AskAsync(
            postgres,
            "create table t (email text constraint has_at check (email like '%@%'))"
        );

        await Assert.ThrowsAsync<PostgresException>(() =>
            PostgresFolder.AskAsync(postgres, "insert into t values ('hunter2')")
        );

        var log = await File.ReadAllTextAsync(postgres.LogFile);
        Assert.Contains("has_at", log, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Given_setting_overrides_the_default()
    {
        var verbose = new Dictionary<string, string> { ["log_error_verbosity"] = "verbose" };

        var postgres = await _folder.StartAsync(
            _folder.Options with
            {
                ServerSettings = verbose,
            },
            CancellationToken.None
        );

        Assert.Equal("verbose", await PostgresFolder.AskAsync(postgres, "show log_error_verbosity"));
    }

    [Fact]
    public async Task Second_start_keeps_the_data_and_the_url()
    {
        var first = await _folder.StartAsync();
        await PostgresFolder.AskAsync(first, "create table kept as select 42 as answer");
        await first.StopAsync(CancellationToken.None);

        var second = await _folder.StartAsync();

        Assert.Equal(42, await PostgresFolder.AskAsync(second, "select answer from kept"));
        Assert.Equal(first.DatabaseUrl, second.DatabaseUrl);
    }

    [Fact]
    public async Task Taken_port_is_replaced_by_another()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var taken = ((IPEndPoint)other.LocalEndpoint).Port;

        var postgres = await _folder.StartAsync(_folder.Options with { PreferredPort = taken }, CancellationToken.None);

        Assert.NotEqual(taken, postgres.Port);
        Assert.Equal(1, await PostgresFolder.AskAsync(postgres, "select 1"));
    }

    [Fact]
    public async Task Second_owner_of_a_data_folder_is_rejected()
    {
        using var owner = DataFolderLock.Take(_folder.Options.DataFolder);

        var exception = await Assert.ThrowsAsync<LocalPostgresException>(_folder.StartAsync);

        Assert.Contains($"Another process is using {_folder.Options.DataFolder}", exception.Message);
    }

    [Fact]
    public async Task Second_stop_does_not_stop_a_server_that_was_started_in_between()
    {
        var first = await _folder.StartAsync();
        await first.StopAsync(CancellationToken.None);
        var second = await _folder.StartAsync();

        await first.StopAsync(CancellationToken.None);

        Assert.Equal(1, await PostgresFolder.AskAsync(second, "select 1"));
    }

    [Fact]
    public async Task Failed_start_is_reported_with_the_error_from_the_log()
    {
        var wrong = new Dictionary<string, string> { ["shared_buffers"] = "plenty" };

        var exception = await Assert.ThrowsAsync<LocalPostgresException>(() =>
            _folder.StartAsync(_folder.Options with { ServerSettings = wrong }, CancellationToken.None)
        );

        Assert.Contains("invalid value for parameter \"shared_buffers\": \"plenty\"", exception.Message);
    }

    [Fact]
    public async Task Data_of_a_Postgres_version_that_is_not_installed_is_rejected()
    {
        Directory.CreateDirectory(_folder.PathOf("cluster"));
        await File.WriteAllTextAsync(_folder.PathOf("cluster", "PG_VERSION"), "9\n");
        var user = await ServerUser.FindAsync(CancellationToken.None);
        var cluster = new Cluster(_folder.Options.DataFolder, user);

        var exception = await Assert.ThrowsAsync<LocalPostgresException>(() =>
            new BinariesFinder(user, _folder).FindAsync(
                [PostgresSource.Machine, PostgresSource.Npm],
                cluster,
                CancellationToken.None
            )
        );

        Assert.Contains("were made by Postgres 9, which was not found here", exception.Message);
    }

    [Fact]
    public async Task Missing_Postgres_is_reported_with_the_alternatives()
    {
        var exception = await Assert.ThrowsAsync<LocalPostgresException>(() =>
            _folder.StartAsync(_folder.Options with { Sources = [] }, CancellationToken.None)
        );

        Assert.Contains("Install one, or install Node.js", exception.Message);
        Assert.Contains("or set DATABASE_URL", exception.Message);
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _folder.DisposeAsync();
}
