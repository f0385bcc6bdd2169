using System.CommandLine;
using System.Globalization;
using ClerkSync.Cli.Settings;
using ClerkSync.LocalHost.Up;

namespace ClerkSync.Cli.Up;

internal static class StopVerb
{
    // A delivery may take ten seconds, and a busy Postgres twenty-five.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    public static Command Create(Surroundings surroundings)
    {
        var data = new DataOption();
        var command = new Verb(
            "stop",
            "Stops the running \"up\" of the data folder, as Ctrl-C does.",
            $"""
            The command waits until everything has stopped. The data stays.

            Example:
              {surroundings.Command} up --detach
              {surroundings.Command} stop
            """
        )
        {
            data,
        };
        command.SetAction(
            async (parsed, cancellationToken) =>
            {
                var folder = data.Find(parsed, surroundings);
                var output = parsed.InvocationConfiguration.Output;
                if (!RunningUp.IsHeld(folder))
                {
                    await output.WriteLineAsync($"up is not running on the data folder {folder.FullPath}.");
                    return ExitCode.Success;
                }

                var running = UpProcess.Read(folder);
                if (!await RunningUp.StopAsync(folder, Patience, cancellationToken))
                {
                    throw new FailedException(
                        running is null
                            ? "up is still starting. It stops when it is ready."
                            : string.Create(
                                CultureInfo.InvariantCulture,
                                $"up did not stop within {Patience.TotalSeconds} s. Its process id is {running.Id}."
                            )
                    );
                }

                await output.WriteLineAsync("Stopped.");
                return ExitCode.Success;
            }
        );
        return command;
    }
}
