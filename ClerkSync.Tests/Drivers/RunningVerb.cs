using System.Diagnostics;
using System.Text;

namespace ClerkSync.Tests.Drivers;

/// <summary>A verb of the CLI that runs in a separate process until a signal.</summary>
internal sealed class RunningVerb : IAsyncDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _printed = new();

    private RunningVerb(Process process) => _process = process;

    /// <summary>The output until the verb was ready.</summary>
    public string Printed => _printed.ToString();

    /// <summary>Starts the verb and waits until it is ready.</summary>
    public static Task<RunningVerb> StartAsync(params string[] arguments) => StartAsync(arguments, []);

    /// <inheritdoc cref="StartAsync(string[])"/>
    public static async Task<RunningVerb> StartAsync(
        string[] arguments,
        params (string Name, string Value)[] environment
    )
    {
        var verb = new RunningVerb(CliProcess.Start(arguments, environment));
        while (await verb._process.StandardOutput.ReadLineAsync() is { } line)
        {
            verb._printed.AppendLine(line);
            // The last line of the startup output.
            if (line.StartsWith("Ctrl-C", StringComparison.Ordinal))
            {
                return verb;
            }
        }

        throw new InvalidOperationException(verb.Printed + await verb._process.StandardError.ReadToEndAsync());
    }

    /// <summary>Sends a signal and waits for the exit.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> StopAsync(string signal, TimeSpan patience)
    {
        using var kill = Process.Start("kill", [$"-{signal}", $"{_process.Id}"]);
        await kill.WaitForExitAsync();
        return await WaitAsync(patience);
    }

    /// <summary>Waits for the exit.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> WaitAsync(TimeSpan patience)
    {
        await _process.WaitForExitAsync().WaitAsync(patience);
        return _process.ExitCode;
    }

    /// <summary>Stops the verb if it still runs, so that the server it started does not keep running.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await StopAsync("TERM", TimeSpan.FromMinutes(1));
        }

        _process.Dispose();
    }
}
