using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using ClerkSync.Cli.Settings;
using ClerkSync.LocalHost.Up;
using ClerkSync.Tests.Drivers;

namespace ClerkSync.Tests.Cli;

/// <summary>The ports, data folder and Postgres of <c>up</c>, which other processes can affect.</summary>
public sealed class UpProcessTests : IDisposable, IProgress<string>
{
    private readonly CliFolder _folder = new();
    private readonly List<string> _messages = [];

    public void Dispose() => _folder.Dispose();

    void IProgress<string>.Report(string value)
    {
        lock (_messages)
        {
            _messages.Add(value);
        }
    }

    [Fact]
    public async Task Killed_Postgres_is_restarted_on_the_same_port()
    {
        await using var session = await StartAsync([]);
        var before = await _folder.RunAsync("trigger user.created --first-name Ada");
        using var postgres = Process.GetProcessById(session.PostgresProcessId!.Value);

        postgres.Kill();
        await WaitUntilAsync(() => HasReported("Postgres runs again"));
        var after = await _folder.RunAsync("trigger user.updated --first-name Augusta");

        Assert.Equal((0, 0), (before.ExitCode, after.ExitCode));
        Assert.True(HasReported("Postgres has ended"));
    }

    [Fact]
    public async Task No_other_program_can_take_the_ports_before_the_start()
    {
        var databaseUrl = await TestPostgres.CreateDatabaseAsync();
        var (port, clerkPort) = (FreePort(), FreePort());
        using var stop = new CancellationTokenSource();
        var stolen = Task.WhenAll(StealAsync(port, stop.Token), StealAsync(clerkPort, stop.Token));

        await using var session = await StartAsync([("DATABASE_URL", databaseUrl)], port, clerkPort);
        using var http = new HttpClient();
        using var health = await http.GetAsync(session.Health);
        using var clerk = await http.GetAsync(new Uri(session.Clerk!.BaseUrl));
        await stop.CancelAsync();

        Assert.DoesNotContain(true, await stolen);
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (health.StatusCode, clerk.StatusCode));
    }

    [Fact]
    public async Task Second_up_is_rejected_and_names_the_first()
    {
        var databaseUrl = await TestPostgres.CreateDatabaseAsync();
        await using var first = await StartAsync([("DATABASE_URL", databaseUrl)]);
        _messages.Clear();

        var rejection = await Assert.ThrowsAsync<UpException>(() => StartAsync([("DATABASE_URL", databaseUrl)]));

        Assert.Contains(
            $"process {Environment.ProcessId}, {first.Endpoint}",
            rejection.Message,
            StringComparison.Ordinal
        );
        Assert.Contains("--data", rejection.Message, StringComparison.Ordinal);
        Assert.Empty(_messages);
    }

    [Fact]
    public async Task Killed_up_does_not_block_the_next_up()
    {
        var databaseUrl = await TestPostgres.CreateDatabaseAsync();
        await using (await StartAsync([("DATABASE_URL", databaseUrl)])) { }

        new UpProcess(1, new Uri("http://127.0.0.1:7071")).Write(_folder.Data);
        await using var next = await StartAsync([("DATABASE_URL", databaseUrl)]);

        Assert.NotNull(next.Clerk);
    }

    /// <summary>Tries repeatedly to take a port, once another process listens on it.</summary>
    /// <returns>Whether an attempt succeeded.</returns>
    private static async Task<bool> StealAsync(int port, CancellationToken cancellationToken)
    {
        while (!await TryConnectAsync(port))
        {
            await Task.Delay(1, CancellationToken.None);
        }

        while (!cancellationToken.IsCancellationRequested)
        {
            if (TryListen(port))
            {
                return true;
            }

            await Task.Yield();
        }

        return false;
    }

    private static async Task<bool> TryConnectAsync(int port)
    {
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync(IPAddress.Loopback, port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static bool TryListen(int port)
    {
        using var listener = new TcpListener(IPAddress.Loopback, port);
        try
        {
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static async Task WaitUntilAsync(Func<bool> isTrue)
    {
        var stopwatch = Stopwatch.StartNew();
        while (!isTrue())
        {
            Assert.True(stopwatch.Elapsed < TimeSpan.FromMinutes(1));
            await Task.Delay(100);
        }
    }

    private bool HasReported(string words)
    {
        lock (_messages)
        {
            return _messages.Any(line => line.StartsWith(words, StringComparison.Ordinal));
        }
    }

    private Task<UpSession> StartAsync((string, string)[] environment, int? port = null, int? clerkPort = null) =>
        UpSession.StartAsync(
            new UpOptions
            {
                Data = _folder.Data,
                Port = port,
                ClerkPort = clerkPort,
                Configuration = VerbSettings.FromEnvironment(_folder.Around(environment)).Configuration,
            },
            this,
            CancellationToken.None
        );
}
