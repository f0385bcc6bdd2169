using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace ClerkSync.Tests.Drivers;

/// <summary><c>clerksync up</c> in a separate process, which a test can kill.</summary>
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
        // Reads all further output, because a full pipe would block the process.
        _drained = Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
    }

    public Uri Endpoint { get; }

    /// <summary>The output until the process was ready.</summary>
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
            // The last line of the startup output.
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

    /// <summary>Sends SIGTERM and waits for the exit.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> TerminateAsync(TimeSpan patience)
    {
        using var kill = Process.Start("kill", [$"{_process.Id}"]);
        await kill.WaitForExitAsync();
        await _process.WaitForExitAsync().WaitAsync(patience);
        return _process.ExitCode;
    }

    /// <summary>Sends SIGKILL.</summary>
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
