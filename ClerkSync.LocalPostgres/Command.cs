using System.Diagnostics;
using System.Text;

namespace ClerkSync.LocalPostgres;

internal sealed record Command(string Program, params IReadOnlyList<string> Arguments)
{
    // 128 + SIGINT.
    private const int Interrupted = 130;

    /// <summary>The working directory. Postgres's programs fail in a folder that their user cannot enter.</summary>
    public string Folder { get; init; } = Path.GetPathRoot(Path.GetTempPath())!;

    /// <summary>Variables to add to this process's environment.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>Runs the command and waits for its end. Cancellation kills it and its child processes.</summary>
    public async Task<CommandResult> RunAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using var process = Process.Start(StartInfo())!;
        process.StandardInput.Close();
        var output = new StringBuilder();
        var reading = Task.WhenAll(ReadAsync(process.StandardOutput, output), ReadAsync(process.StandardError, output));
        try
        {
            await process.WaitForExitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(CancellationToken.None);
            throw;
        }

        ThrowIfInterrupted(process.ExitCode, cancellationToken);

        // Does not wait for the end of the streams: on Windows, the server that pg_ctl started has inherited them.
        await Task.WhenAny(reading, Task.Delay(TimeSpan.FromSeconds(1), CancellationToken.None));
        lock (output)
        {
            return new(process.ExitCode, output.ToString());
        }
    }

    // Ctrl-C in the terminal also ends the child process, sometimes before this process handles it.
    private static void ThrowIfInterrupted(int exitCode, CancellationToken cancellationToken)
    {
        if (exitCode != 0)
        {
            cancellationToken.ThrowIfCancellationRequested();
        }

        if (exitCode == Interrupted)
        {
            throw new OperationCanceledException();
        }
    }

    private ProcessStartInfo StartInfo()
    {
        var info = new ProcessStartInfo(Program, Arguments)
        {
            WorkingDirectory = Folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            // On Windows this also shields the child processes from Ctrl-C in the terminal.
            CreateNoWindow = true,
        };

        // PGDATA, PGPORT, PGOPTIONS and similar variables are meant for another server.
        foreach (
            var name in info.Environment.Keys.Where(name => name.StartsWith("PG", StringComparison.Ordinal)).ToList()
        )
        {
            info.Environment.Remove(name);
        }

        info.Environment["LC_ALL"] = "C";
        foreach (var (name, value) in Environment)
        {
            info.Environment[name] = value;
        }

        return info;
    }

    private static async Task ReadAsync(StreamReader stream, StringBuilder output)
    {
        var buffer = new char[4096];
        while (await stream.ReadAsync(buffer) is > 0 and var length)
        {
            lock (output)
            {
                output.Append(buffer, 0, length);
            }
        }
    }
}

/// <summary>The result of a command. <c>Output</c> is its standard output and error, interleaved.</summary>
internal sealed record CommandResult(int ExitCode, string Output)
{
    public bool Succeeded => ExitCode == 0;

    /// <summary>The last lines of the output.</summary>
    public string Tail => string.Join('\n', Output.Trim().Split('\n').TakeLast(10));
}
