using System.Diagnostics;
using System.Text.Json;

namespace ClerkSync.Tests.Publish;

/// <summary>A published function app as a process of its own, told where its host listens.</summary>
internal sealed class WorkerProcess : IAsyncDisposable
{
    private readonly Process _process;

    private WorkerProcess(Process process)
    {
        _process = process;
        Printed = ReadAsync(process);
        Ended = process.WaitForExitAsync();
    }

    /// <summary>All that it printed, when it has ended.</summary>
    public Task<string> Printed { get; }

    public Task Ended { get; }

    /// <summary>What it has taken of the processor so far.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <param name="app">The folder of what was published.</param>
    /// <param name="hostUrl">Where its host listens.</param>
    /// <param name="settings">Of the environment.</param>
    public static WorkerProcess Start(string app, string hostUrl, IEnumerable<(string Name, string Value)> settings)
    {
        var start = new ProcessStartInfo(
            "dotnet",
            [
                Path.Combine(app, FindProgram(app)),
                "--functions-uri",
                hostUrl,
                "--functions-worker-id",
                "worker",
                "--functions-request-id",
                "start",
                "--functions-grpc-max-message-length",
                $"{int.MaxValue}",
            ]
        )
        {
            WorkingDirectory = app,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["FUNCTIONS_WORKER_DIRECTORY"] = app, ["FUNCTIONS_APPLICATION_DIRECTORY"] = app },
        };
        foreach (var (name, value) in settings)
        {
            start.Environment[name] = value;
        }

        return new WorkerProcess(Process.Start(start)!);
    }

    /// <summary>As the platform ends an instance.</summary>
    public async Task SendSigTermAsync()
    {
        using var kill = Process.Start("kill", ["-TERM", $"{_process.Id}"]);
        await kill.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await Ended;
        await Printed;
        _process.Dispose();
    }

    /// <summary>Where the host finds it too.</summary>
    private static string FindProgram(string app)
    {
        using var config = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(app, "worker.config.json")));
        return config.RootElement.GetProperty("description").GetProperty("defaultWorkerPath").GetString()!;
    }

    private static async Task<string> ReadAsync(Process process)
    {
        var output = process.StandardOutput.ReadToEndAsync();
        return await process.StandardError.ReadToEndAsync() + await output;
    }
}
