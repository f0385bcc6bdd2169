using System.Diagnostics;
using System.Text;
using ClerkSync.LocalPostgres;

namespace ClerkSync.Tests.Drivers;

/// <summary>Runs a command on a pseudoterminal, as a user would.</summary>
internal sealed class Terminal : IAsyncDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _printed = new();
    private readonly Task _reading;

    private Terminal(Process process)
    {
        _process = process;
        _reading = ReadAsync();
    }

    private string Printed
    {
        get
        {
            lock (_printed)
            {
                return _printed.ToString();
            }
        }
    }

    /// <summary>Starts the CLI on a terminal of 80 columns.</summary>
    public static Terminal StartCli(string line, params (string Name, string Value)[] environment) =>
        Start($"dotnet '{Path.Combine(AppContext.BaseDirectory, "ClerkSync.Cli.dll")}' {line}", 80, environment);

    /// <summary>Starts a shell command.</summary>
    /// <param name="line">The shell command.</param>
    /// <param name="columns">The width of the terminal.</param>
    /// <param name="environment">Variables added to those of this process.</param>
    public static Terminal Start(string line, int columns, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo("script", ["-qec", $"stty cols {columns} rows 24; exec {line}", "/dev/null"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            Environment = { ["SHELL"] = "/bin/sh", ["TERM"] = "xterm" },
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return new Terminal(Process.Start(start)!);
    }

    /// <summary>Presses Ctrl-C.</summary>
    public Task InterruptAsync() => TypeAsync("\x03");

    /// <summary>Types keys.</summary>
    public async Task TypeAsync(string keys)
    {
        await _process.StandardInput.WriteAsync(keys);
        await _process.StandardInput.FlushAsync();
    }

    /// <summary>Waits until the output contains a text.</summary>
    public async Task WaitForAsync(string text)
    {
        while (!Printed.Contains(text, StringComparison.Ordinal))
        {
            Assert.False(_reading.IsCompleted, Printed);
            await Task.Delay(50);
        }
    }

    /// <summary>Waits for the exit.</summary>
    /// <returns>The exit code, and the whole terminal output.</returns>
    public async Task<(int ExitCode, string Printed)> WaitAsync()
    {
        await _process.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(2));
        await _reading;
        return (_process.ExitCode, Printed);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        await _process.WaitForExitAsync();
        await _reading;
        _process.Dispose();
    }

    private async Task ReadAsync()
    {
        var buffer = new char[4096];
        while (await _process.StandardOutput.ReadAsync(buffer) is > 0 and var length)
        {
            lock (_printed)
            {
                _printed.Append(buffer, 0, length);
            }
        }
    }
}

/// <summary>A test that needs a terminal. Without the program <c>script</c> it is skipped, except in CI.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class TerminalFactAttribute : FactAttribute
{
    public TerminalFactAttribute() =>
        Skip = Prerequisite.Lacking(ProgramPath.Find("script") is not null, "Needs script.");
}
