using System.CommandLine;
using System.Diagnostics;

namespace ClerkSync.Cli.Test;

internal static class TestVerb
{
    private const string SizeVariable = "CLERKSYNC_TEST_SIZE";

    public static Command Create(Surroundings surroundings)
    {
        var full = new Option<bool>("--full") { Description = "Run the property tests at their full size." };
        var filter = new Option<string?>("--filter")
        {
            Description = "Run only the tests that match FILTER, which has the syntax of \"dotnet test --filter\".",
            HelpName = "FILTER",
        };
        var command = new Verb(
            "test",
            "Builds and runs all tests. They need no account. They start Postgres the same way as \"up\" does.",
            $"""
            The last line counts them: "N passed, N failed".

            Example:
              {surroundings.Command} test --full
            """
        )
        {
            full,
            filter,
        };
        command.SetAction(
            (parsed, cancellationToken) =>
            {
                var root = surroundings.GetRoot();
                var size = parsed.GetValue(full) ? "full" : surroundings.FindVariable(SizeVariable) ?? "reduced";
                return RunAsync(root, size, parsed.GetValue(filter), parsed.InvocationConfiguration, cancellationToken);
            }
        );
        return command;
    }

    private static async Task<int> RunAsync(
        string root,
        string size,
        string? filter,
        InvocationConfiguration configuration,
        CancellationToken cancellationToken
    )
    {
        using var signals = new StopSignals();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(signals.Token, cancellationToken);
        var results = Directory.CreateTempSubdirectory("clerksync-test-");
        try
        {
            await configuration.Output.WriteLineAsync(
                $"Building and running the tests, size {size}. It takes some minutes."
            );
            var exitCode = await RunDotnetAsync(root, size, filter, results.FullName, stop.Token);
            var counts = TestCounts.Find(results.FullName);
            // A run without any test is a failure, though dotnet test reports success.
            if (counts is null or { Passed: 0, Failed: 0 })
            {
                await configuration.Error.WriteLineAsync("No test completed.");
                return ExitCode.Failed;
            }

            await configuration.Output.WriteLineAsync(counts.ToString());
            return exitCode;
        }
        finally
        {
            results.Delete(recursive: true);
        }
    }

    private static async Task<int> RunDotnetAsync(
        string root,
        string size,
        string? filter,
        string results,
        CancellationToken cancellationToken
    )
    {
        string[] arguments =
        [
            "test",
            "ClerkSync.Tests",
            "--configuration=Release",
            "--nologo",
            $"--logger=trx;LogFileName={TestCounts.FileName}",
            $"--results-directory={results}",
            .. filter is null ? (string[])[] : [$"--filter={filter}"],
        ];
        var start = new ProcessStartInfo("dotnet", arguments) { WorkingDirectory = root };
        start.Environment[SizeVariable] = size;
        using var process = Process.Start(start)!;
        try
        {
            await process.WaitForExitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }

        // Ctrl-C also ends the child process, perhaps before this one notices the signal.
        cancellationToken.ThrowIfCancellationRequested();
        return process.ExitCode;
    }
}
