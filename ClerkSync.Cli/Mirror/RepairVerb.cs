using System.CommandLine;
using ClerkSync.Cli.Settings;
using ClerkSync.Core.Mirror;
using Microsoft.Extensions.DependencyInjection;

namespace ClerkSync.Cli.Mirror;

/// <summary><c>repair</c>.</summary>
internal static class RepairVerb
{
    public static Command Create(Surroundings surroundings)
    {
        var yes = new Option<bool>("--yes") { Description = "Do it. Without this it says what it would do." };
        var maxRemovals = new NumberOption("--max-removals", 0, int.MaxValue)
        {
            Description = "The most rows to remove. Default: one in a hundred.",
        };
        var json = new JsonOption();
        var data = new DataOption();
        var command = new Verb(
            "repair",
            "Puts right what differs from Clerk.",
            $"""
            It needs CLERK_SECRET_KEY. A row is removed only after Clerk itself has answered that it does not know the user,
            never one that is younger than ten minutes, and none at all when there are more than --max-removals.

            Example:
              {surroundings.Command} repair
              {surroundings.Command} repair --yes
            """
        )
        {
            yes,
            maxRemovals,
            json,
            data,
        };
        command.SetAction(
            async (parsed, cancellationToken) =>
            {
                using var signals = new StopSignals();
                var settings = VerbSettings.Read(surroundings, data.Find(parsed, surroundings));
                await using var services = settings.CreateServices();
                var output = parsed.InvocationConfiguration.Output;
                if (!parsed.GetValue(yes))
                {
                    var drift = await services
                        .GetRequiredService<Drift>()
                        .RunAsync(new Progress<long>(), signals.Token);
                    DriftVerb.Print(output, drift);
                    await output.WriteLineAsync(Intend(drift, surroundings.Command));
                    return ExitCode.Success;
                }

                var options = new RepairOptions { MaxRemovals = parsed.GetValue(maxRemovals) };
                var report = await services
                    .GetRequiredService<Repair>()
                    .RunAsync(options, new Progress<long>(), signals.Token);
                if (parsed.GetValue(json))
                {
                    await CliJson.PrintAsync(output, report, CliJson.Default.RepairReport);
                }
                else
                {
                    DriftVerb.Print(output, report.Found);
                    await output.WriteLineAsync(Describe(report));
                }

                return report.RemovalLimit is null ? ExitCode.Success : ExitCode.Failed;
            }
        );
        return command;
    }

    private static string Intend(DriftReport drift, string command) =>
        drift.Total == 0
            ? "There is nothing to repair."
            : $"This would write {drift.Missing + drift.Different:n0} rows and remove {drift.Extra:n0}. {command} repair --yes does it.";

    private static string Describe(RepairReport report) =>
        $"Wrote {report.Written:n0} rows, removed {report.Removed:n0}, spared {report.Spared:n0}."
        + (
            report.RemovalLimit is { } limit
                ? $" No row was removed: {report.Found.Extra:n0} are more than {limit:n0}. If Clerk really has lost so many users, say --max-removals {report.Found.Extra}."
                : ""
        );
}
