using System.Diagnostics;
using System.Text.Json;

namespace ClerkSync.Tests.Publish;

/// <summary>A published function app in a separate process, which connects to a given host.</summary>
internal sealed class WorkerProcess : IAsyncDisposable
{
    private readonly Process _process;

    private WorkerProcess(Process process)
    {
        _process = process;
        Output = ReadAsync(process);
        Exited = process.WaitForExitAsync();
    }

    /// <summary>The whole output of the process, once it has exited.</summary>
    public Task<string> Output { get; }

    public Task Exited { get; }

    /// <summary>The processor time that the process has used so far.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <param name="app">The folder of the published app.</param>
    /// <param name="hostUrl">The address of the host.</param>
    /// <param name="settings">The environment variables of the worker.</param>
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

    /// <summary>Sends the signal with which the platform stops an instance.</summary>
    public async Task SendSigTermAsync()
    {
        using var kill = Process.Start("kill", ["-TERM", $"{_process.Id}"]);
        await kill.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await Exited;
        await Output;
        _process.Dispose();
    }

    /// <summary>Reads the program's name from <c>worker.config.json</c>, as the host does.</summary>
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
