using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace ClerkSync.Tests.Drivers;

/// <summary><c>clerksync up</c> as a process of its own, which can be killed.</summary>
internal sealed class HostProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly string _folder;
    private readonly Task _drained;

    private HostProcess(Process process, string folder, Uri endpoint, string printed)
    {
        Printed = printed;
        _process = process;
        _folder = folder;
        Endpoint = endpoint;
        // Whatever it prints from now on must not fill the pipes.
        _drained = Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
    }

    public Uri Endpoint { get; }

    /// <summary>What it printed until it was ready.</summary>
    public string Printed { get; }

    public static async Task<HostProcess> StartAsync(string databaseUrl, params string[] arguments)
    {
        var port = FindFreePort();
        var folder = Directory.CreateTempSubdirectory("clerksync-host-").FullName;
        var process = CliProcess.Start(
            ["up", "--port", $"{port}", "--data", folder, .. arguments],
            ("DATABASE_URL", databaseUrl),
            ("CLERK_WEBHOOK_SIGNING_SECRET", TestApp.Secret)
        );
        var output = new List<string>();
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            output.Add(line);
            // The last of the lines about what runs.
            if (line.StartsWith("Ctrl-C", StringComparison.Ordinal))
            {
                return new HostProcess(
                    process,
                    folder,
                    new Uri($"http://127.0.0.1:{port}/api/webhooks/clerk"),
                    string.Join('\n', output)
                );
            }
        }

        throw new InvalidOperationException(string.Join('\n', output) + await process.StandardError.ReadToEndAsync());
    }

    public int ProcessId => _process.Id;

    /// <summary>Asks it to end, as <c>kill</c> does, and waits for that.</summary>
    /// <returns>Its exit code.</returns>
    public async Task<int> TerminateAsync(TimeSpan patience)
    {
        using var kill = Process.Start("kill", [$"{_process.Id}"]);
        await kill.WaitForExitAsync();
        await _process.WaitForExitAsync().WaitAsync(patience);
        return _process.ExitCode;
    }

    /// <summary>As <c>kill -9</c> does.</summary>
    public void Kill() => _process.Kill();

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        await _process.WaitForExitAsync();
        await _drained;
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static int FindFreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
