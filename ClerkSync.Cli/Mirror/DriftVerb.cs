using System.CommandLine;
using ClerkSync.Cli.Settings;
using ClerkSync.Core.Mirror;
using Microsoft.Extensions.DependencyInjection;
using Spectre.Console;

namespace ClerkSync.Cli.Mirror;

/// <summary><c>drift</c>.</summary>
internal static class DriftVerb
{
    public static Command Create(Surroundings surroundings)
    {
        var json = new JsonOption();
        var data = new DataOption();
        var command = new Verb(
            "drift",
            "Compares every user with Clerk; changes nothing.",
            $"""
            It needs CLERK_SECRET_KEY. What changes while it runs is not reported. The exit code is 1 when something differs.

            Example:
              {surroundings.Command} drift --json
            """
        )
        {
            json,
            data,
        };
        command.SetAction(
            async (parsed, cancellationToken) =>
            {
                using var signals = new StopSignals();
                var settings = VerbSettings.Read(surroundings, data.Find(parsed, surroundings));
                await using var services = settings.CreateServices();
                var report = await services.GetRequiredService<Drift>().RunAsync(new Progress<long>(), signals.Token);
                var output = parsed.InvocationConfiguration.Output;
                if (parsed.GetValue(json))
                {
                    await CliJson.PrintAsync(output, report, CliJson.Default.DriftReport);
                }
                else
                {
                    Print(output, report);
                }

                return report.Total == 0 ? ExitCode.Success : ExitCode.Failed;
            }
        );
        return command;
    }

    /// <summary>Draws the findings and their counts.</summary>
    public static void Print(TextWriter output, DriftReport report)
    {
        if (report.Findings.Count > 0)
        {
            var table = Screen.CreateTable("clerk id", "is", "columns");
            foreach (var finding in report.Findings)
            {
                table.AddRow(
                    new Text(finding.ClerkId),
                    new Text(finding.Kind),
                    new Text(string.Join(", ", finding.Columns))
                );
            }

            Screen.On(output).Write(table);
        }

        output.WriteLine(
            $"Compared {report.Compared:n0} users: {report.Missing:n0} missing, {report.Extra:n0} extra, {report.Different:n0} different."
        );
    }
}
