using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace ClerkSync.Bench.Load;

/// <summary>The process of a contestant. Its output goes to a file, because reading it would take CPU time.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Process _process;
    private readonly string _log;

    private ServerProcess(Process process, string log, Uri endpoint) =>
        (_process, _log, Endpoint) = (process, log, endpoint);

    public Uri Endpoint { get; }

    public TimeSpan Cpu => ProcessorTime.OfFamily(_process.Id);

    /// <summary>The peak memory since <see cref="ResetPeak"/>.</summary>
    public double PeakMebibytes =>
        double.Parse(
            File.ReadLines($"/proc/{_process.Id}/status")
                .Single(line => line.StartsWith("VmHWM:", StringComparison.Ordinal))
                .Split(' ', StringSplitOptions.RemoveEmptyEntries)[1],
            CultureInfo.InvariantCulture
        ) / 1024;

    /// <summary>Starts the process. It may not listen yet.</summary>
    /// <param name="database">The <c>DATABASE_URL</c> of the server.</param>
    /// <param name="folder">The folder for the log.</param>
    public static ServerProcess Start(Contestant contestant, string database, string folder)
    {
        var port = FindFreePort();
        var command = contestant.Command(port, database);
        var log = Path.Combine(folder, $"{contestant.Key}-{port}.log");
        var start = new ProcessStartInfo(
            "/bin/sh",
            ["-c", "log=$1; shift; exec \"$@\" >\"$log\" 2>&1", "sh", log, command.Program, .. command.Arguments]
        )
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
        };
        foreach (var (name, value) in command.Environment)
        {
            start.Environment[name] = value;
        }

        var endpoint = new Uri($"http://127.0.0.1:{port}/api/webhooks/clerk");
        return new ServerProcess(Process.Start(start)!, log, endpoint);
    }

    /// <summary>Returns a connection as soon as the server accepts one.</summary>
    /// <exception cref="InvalidOperationException">The server ended, or did not listen in time.</exception>
    public async Task<HttpConnection> ConnectAsync(CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                return await HttpConnection.OpenAsync(Endpoint);
            }
            catch (SocketException) when (!_process.HasExited && Stopwatch.GetElapsedTime(started) < Patience)
            {
                await Task.Delay(1, cancellationToken);
            }
            catch (SocketException)
            {
                throw new InvalidOperationException(
                    $"A server does not start: {await File.ReadAllTextAsync(_log, cancellationToken)}"
                );
            }
        }
    }

    /// <remarks>Source: proc_pid_clear_refs(5): 5 resets the peak of the resident set.</remarks>
    public void ResetPeak() => File.WriteAllText($"/proc/{_process.Id}/clear_refs", "5");

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private static int FindFreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
