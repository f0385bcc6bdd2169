using System.CommandLine;
using System.Diagnostics;
using System.Runtime.InteropServices;
using ClerkSync.LocalHost.Up;
using ClerkSync.SimulatedClerk;

namespace ClerkSync.Cli.Up;

/// <summary>Implements <c>up --detach</c>: runs <c>up</c> in a separate process that writes to a log instead of the terminal.</summary>
internal static class DetachedUp
{
    // Set for the background process: the path of its log.
    private const string LogVariable = "CLERKSYNC_DETACHED_LOG";

    private const string LogName = "up.log";

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    public static Option<bool> CreateOption() =>
        new("--detach")
        {
            Description =
                $"Run in the background, with the log {LogName} in the data folder; the command \"stop\" ends it.",
        };

    public static bool IsThisProcess(Surroundings surroundings) => surroundings.FindVariable(LogVariable) is not null;

    /// <summary>In the background process, redirects output to the log, which only its owner can read.</summary>
    public static void RedirectOutput(Surroundings surroundings)
    {
        if (surroundings.FindVariable(LogVariable) is { } log)
        {
            var writer = TextWriter.Synchronized(new StreamWriter(PrivateFile.Create(log)) { AutoFlush = true });
            Console.SetOut(writer);
            Console.SetError(writer);
        }
    }

    /// <summary>Keeps the background process running when the terminal is closed. Before this call, Ctrl-C cancels the start.</summary>
    public static void LeaveTerminal(Surroundings surroundings)
    {
        if (IsThisProcess(surroundings) && !OperatingSystem.IsWindows())
        {
            _ = SetSessionId();
        }
    }

    /// <summary>Starts the background process and waits until it is ready.</summary>
    /// <param name="parsed">The command line, which is passed on.</param>
    /// <param name="stop">The command that stops the background process, for the output.</param>
    /// <returns>The exit code.</returns>
    /// <exception cref="UpException">Another <c>up</c> uses the data folder.</exception>
    public static async Task<int> StartAsync(
        ParseResult parsed,
        DataFolder data,
        string stop,
        CancellationToken cancellationToken
    )
    {
        // Ctrl-C during the start restores the screen. The background process also receives the signal.
        using var signals = new StopSignals();
        using var stopped = CancellationTokenSource.CreateLinkedTokenSource(signals.Token, cancellationToken);
        (await RunningUp.TakeAsync(data, stopped.Token)).Dispose();
        var log = data.File(LogName);
        File.Delete(log);
        using var process = Process.Start(CreateStart(parsed, log))!;
        process.StandardInput.Close();
        var running = await Steps.ShowAsync(
            parsed.InvocationConfiguration.Output,
            steps =>
            {
                steps.Report("Starting in the background.");
                return WaitUntilReadyAsync(process, data, stopped.Token);
            }
        );
        if (running is null)
        {
            var reason = File.Exists(log)
                ? await File.ReadAllTextAsync(log, stopped.Token)
                : await process.StandardError.ReadToEndAsync(stopped.Token);
            await parsed.InvocationConfiguration.Error.WriteLineAsync(reason.TrimEnd());
            return process.ExitCode == ExitCode.Success ? ExitCode.Failed : process.ExitCode;
        }

        await parsed.InvocationConfiguration.Output.WriteLineAsync(
            $"""
            {StatusVerb.Describe(running, data)}
              Log       {log}

            {stop} ends it; the data stays in {data.FullPath}.
            """
        );
        return ExitCode.Success;
    }

    /// <summary>Null when the process has ended.</summary>
    private static async Task<UpProcess?> WaitUntilReadyAsync(
        Process process,
        DataFolder data,
        CancellationToken cancellationToken
    )
    {
        while (!process.HasExited)
        {
            if (UpProcess.Read(data) is { } running && running.Id == process.Id)
            {
                return running;
            }

            await Task.Delay(Pause, cancellationToken);
        }

        return null;
    }

    /// <summary>
    /// Starts this program again. Its output is redirected, so that callers which read this process's output do not wait for the background
    /// process.
    /// </summary>
    private static ProcessStartInfo CreateStart(ParseResult parsed, string log)
    {
        var arguments = parsed.Tokens.Select(token => token.Value);
        var program = Environment.ProcessPath!;
        return new ProcessStartInfo(
            program,
            Surroundings.IsDotnet(program) ? [typeof(DetachedUp).Assembly.Location, .. arguments] : arguments
        )
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            CreateNoWindow = true,
            Environment = { [LogVariable] = log },
        };
    }

    [DllImport("libc", EntryPoint = "setsid")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SetSessionId();
}
