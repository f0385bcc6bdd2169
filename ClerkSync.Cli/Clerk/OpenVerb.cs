using System.CommandLine;
using System.ComponentModel;
using System.Diagnostics;
using ClerkSync.Cli.Settings;

namespace ClerkSync.Cli.Clerk;

internal static class OpenVerb
{
    public static Command Create(Surroundings surroundings)
    {
        var data = new DataOption();
        var command = new Verb(
            "open",
            "Opens the simulated Clerk's page in the browser, or prints the link where there is none.",
            $"""
            The link works once. The link that up printed stops working.

            Example:
              {surroundings.Command} open
            """
        )
        {
            data,
        };
        command.SetAction(
            async (parsed, cancellationToken) =>
            {
                var settings = VerbSettings.Read(surroundings, data.Find(parsed, surroundings));
                using var clerk = await SimulatedClerkClient.GetRunningAsync(
                    settings,
                    $"{surroundings.Command} up{data.Repeat(parsed, surroundings)}",
                    cancellationToken
                );
                var link = await clerk.CreatePageLinkAsync(cancellationToken);
                await parsed.InvocationConfiguration.Output.WriteLineAsync(
                    TryOpen(link, surroundings) ? "The page of the simulated Clerk opens in your browser." : link
                );
                return ExitCode.Success;
            }
        );
        return command;
    }

    private static bool TryOpen(string link, Surroundings surroundings)
    {
        if (
            OperatingSystem.IsLinux()
            && (surroundings.FindVariable("DISPLAY") ?? surroundings.FindVariable("WAYLAND_DISPLAY")) is null
        )
        {
            return false;
        }

        try
        {
            using var browser = Process.Start(new ProcessStartInfo(link) { UseShellExecute = true });
            return true;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }
}
