using System.CommandLine;
using System.Diagnostics;
using ClerkSync.Cli.Settings;

namespace ClerkSync.Cli.Bench;

internal static class BenchVerb
{
    private const string Project = "bench/ClerkSync.Bench";

    private static readonly TimeSpan TimeToStop = TimeSpan.FromSeconds(25);

    public static Command Create(Surroundings surroundings)
    {
        var quick = new Option<bool>("--quick")
        {
            Description = "Fewer rounds, connections and deliveries: a few minutes instead of most of an hour.",
        };
        var json = new JsonOption();
        var write = new Option<bool>("--write") { Description = "Write docs/performance.md even after a quick run." };
        var rounds = new NumberOption("--rounds", least: 1, most: 100)
        {
            Description = "Default: 5, or 3 with --quick.",
        };
        var against = new Option<string?>("--against")
        {
            Description = "The ClerkSync.Cli.dll of another build, to measure both builds alternately.",
            HelpName = "FILE",
        };
        var command = new Verb(
            "bench",
            "Measures how many deliveries ClerkSync handles per second, what they cost, and how other ways to store Clerk's users compare.",
            $"""
            It starts its own Postgres. It needs Linux, and it keeps the machine busy: run nothing else at the same time. It names and
            skips what is not installed (Node, pgbench, PgBouncer). A run without --quick writes docs/performance.md. bench/README.md says
            what is measured.

            Examples:
              {surroundings.Command} bench --quick
              {surroundings.Command} bench --json > bench.json
            """
        )
        {
            quick,
            json,
            write,
            rounds,
            against,
        };
        command.SetAction(
            (parsed, cancellationToken) =>
            {
                var root = surroundings.GetRoot();
                string[] options =
                [
                    .. parsed.GetValue(quick) ? (string[])["--quick"] : [],
                    .. parsed.GetValue(json) ? (string[])["--json"] : [],
                    .. parsed.GetValue(write) ? (string[])["--write"] : [],
                    .. parsed.GetValue(rounds) is { } number ? (string[])[$"--rounds={number}"] : [],
                    .. parsed.GetValue(against) is { } file
                        ? (string[])[$"--against={Path.GetFullPath(file, surroundings.CurrentFolder)}"]
                        : [],
                ];
                return RunAsync(root, options, parsed.InvocationConfiguration, cancellationToken);
            }
        );
        return command;
    }

    private static async Task<int> RunAsync(
        string root,
        string[] options,
        InvocationConfiguration configuration,
        CancellationToken cancellationToken
    )
    {
        if (!OperatingSystem.IsLinux())
        {
            throw new FailedException("The bench reads /proc, which only Linux has.");
        }

        using var signals = new StopSignals();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(signals.Token, cancellationToken);
        await configuration.Error.WriteLineAsync("Building the bench.");
        string[] build = ["build", Project, "--configuration=Release", "--nologo", "--verbosity=quiet"];
        var (exitCode, output) = await RunDotnetAsync(root, build, isShown: false, stop.Token);
        if (exitCode != 0)
        {
            await configuration.Error.WriteLineAsync(output);
            throw new FailedException("The bench could not be built.");
        }

        string[] run =
        [
            "run",
            "--no-build",
            "--configuration=Release",
            $"--project={Project}",
            "--",
            "load",
            $"--root={root}",
            .. options,
        ];
        (exitCode, _) = await RunDotnetAsync(root, run, isShown: true, stop.Token);
        return exitCode == 0 ? ExitCode.Success : ExitCode.Failed;
    }

    /// <returns>The exit code and the output. The output is empty if <paramref name="isShown"/>.</returns>
    private static async Task<(int ExitCode, string Output)> RunDotnetAsync(
        string root,
        string[] arguments,
        bool isShown,
        CancellationToken cancellationToken
    )
    {
        var start = new ProcessStartInfo("dotnet", arguments)
        {
            WorkingDirectory = root,
            RedirectStandardOutput = !isShown,
        };
        using var process = Process.Start(start)!;
        try
        {
            var output = isShown ? "" : await process.StandardOutput.ReadToEndAsync(cancellationToken);
            await process.WaitForExitAsync(cancellationToken);
            // Ctrl-C also ends the child process, perhaps before this one notices the signal.
            cancellationToken.ThrowIfCancellationRequested();
            return (process.ExitCode, output);
        }
        catch (OperationCanceledException)
        {
            // The child also receives Ctrl-C and needs time to stop the processes that it started.
            using var patience = new CancellationTokenSource(TimeToStop);
            await process.WaitForExitAsync(patience.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            process.Kill(entireProcessTree: true);
            throw;
        }
    }
}
