using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using ClerkSync.LocalPostgres;

namespace ClerkSync.Tests.Drivers;

/// <summary>PgBouncer in transaction mode.</summary>
/// <remarks>Like Postgres, PgBouncer does not run as root.</remarks>
internal sealed class PgBouncer : IAsyncDisposable
{
    // Smaller than the number of connections that the apps open.
    private const int DefaultPoolSize = 6;

    private readonly Process _process;
    private readonly string _folder;
    private readonly Task<string> _log;

    private PgBouncer(Process process, string folder, int port)
    {
        _process = process;
        _folder = folder;
        Port = port;
        _log = process.StandardError.ReadToEndAsync();
    }

    public int Port { get; }

    public static string? Program => ProgramPath.Find("pgbouncer");

    /// <summary>Starts PgBouncer in front of a server, for the given roles.</summary>
    public static Task<PgBouncer> StartAsync(
        string server,
        int serverPort,
        params (string Role, string Password)[] roles
    ) => StartAsync(server, serverPort, DefaultPoolSize, roles);

    /// <inheritdoc cref="StartAsync(string, int, ValueTuple{string, string}[])"/>
    public static async Task<PgBouncer> StartAsync(
        string server,
        int serverPort,
        int poolSize,
        params (string Role, string Password)[] roles
    )
    {
        var folder = Directory.CreateTempSubdirectory("clerksync-pgbouncer-").FullName;
        var user = await ServerUser.FindAsync(CancellationToken.None);
        await user.OwnAsync(folder, CancellationToken.None);
        var port = FindFreePort();
        var users = Path.Combine(folder, "users.txt");
        var settings = Path.Combine(folder, "pgbouncer.ini");
        await File.WriteAllLinesAsync(users, roles.Select(role => $"\"{role.Role}\" \"{role.Password}\""));
        await File.WriteAllTextAsync(
            settings,
            string.Create(
                CultureInfo.InvariantCulture,
                $"""
                [databases]
                * = host={server} port={serverPort}
                [pgbouncer]
                listen_addr = 127.0.0.1
                listen_port = {port}
                unix_socket_dir =
                auth_type = scram-sha-256
                auth_file = {users}
                pool_mode = transaction
                default_pool_size = {poolSize}
                max_client_conn = 1000
                """
            )
        );
        var command = user.Run(
            new Command(
                Program ?? throw new InvalidOperationException("PgBouncer is not installed."),
                "--quiet",
                settings
            )
        );
        var process = Process.Start(
            new ProcessStartInfo(command.Program, command.Arguments)
            {
                RedirectStandardError = true,
                WorkingDirectory = "/",
            }
        )!;
        var pgBouncer = new PgBouncer(process, folder, port);
        await pgBouncer.WaitUntilListeningAsync();
        return pgBouncer;
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task WaitUntilListeningAsync()
    {
        for (var attempt = 0; attempt < 200; attempt++)
        {
            if (_process.HasExited)
            {
                throw new InvalidOperationException(await _log);
            }

            try
            {
                using var client = new TcpClient();
                await client.ConnectAsync(IPAddress.Loopback, Port);
                return;
            }
            catch (SocketException)
            {
                await Task.Delay(50);
            }
        }

        throw new InvalidOperationException("PgBouncer does not listen.");
    }

    private static int FindFreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
