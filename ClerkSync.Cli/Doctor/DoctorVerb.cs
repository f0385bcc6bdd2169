using System.CommandLine;
using ClerkSync.Cli.Settings;
using Spectre.Console;

namespace ClerkSync.Cli.Doctor;

internal static class DoctorVerb
{
    public static Command Create(Surroundings surroundings)
    {
        var data = new DataOption();
        var json = new JsonOption();
        var command = new Verb(
            "doctor",
            "Checks the settings, the database, its migrations, the clock and the endpoint, and says what to do.",
            $"""
            The exit code is 1 when there is a problem, and 0 when there are only warnings. The command prints no secret.

            Example:
              {surroundings.Command} doctor --json
            """
        )
        {
            json,
            data,
        };
        command.SetAction(
            async (parsed, cancellationToken) =>
            {
                var settings = VerbSettings.Read(surroundings, data.Find(parsed, surroundings));
                var findings = await ExamineAsync(settings, surroundings.Command, cancellationToken);
                var output = parsed.InvocationConfiguration.Output;
                if (parsed.GetValue(json))
                {
                    await CliJson.PrintAsync(output, findings, CliJson.Default.IReadOnlyListFinding);
                }
                else
                {
                    Draw(findings, output);
                }

                return findings.Any(finding => finding.Status == FindingStatus.Problem)
                    ? ExitCode.Failed
                    : ExitCode.Success;
            }
        );
        return command;
    }

    private static async Task<IReadOnlyList<Finding>> ExamineAsync(
        VerbSettings settings,
        string command,
        CancellationToken cancellationToken
    ) =>
        [
            .. SettingChecks.Run(settings),
            .. await DatabaseChecks.RunAsync(settings, command, TimeProvider.System, cancellationToken),
            .. await InstanceCheck.RunAsync(settings, cancellationToken),
            TimerStorageCheck.Run(settings),
            await EndpointCheck.RunAsync(settings, command, cancellationToken),
        ];

    private static void Draw(IReadOnlyList<Finding> findings, TextWriter output)
    {
        var grid = new Grid().AddColumn(new GridColumn().NoWrap()).AddColumn();
        foreach (var finding in findings)
        {
            grid.AddRow(Describe(finding.Status), new Text($"{finding.Check}: {finding.Found}"));
            if (finding.Advice is { } advice)
            {
                grid.AddRow(Text.Empty, new Text(advice));
            }
        }

        Screen.On(output).Write(grid);
    }

    private static Text Describe(FindingStatus status) =>
        status switch
        {
            FindingStatus.Ok => new Text("ok", Color.Green),
            FindingStatus.Warning => new Text("warning", Color.Yellow),
            _ => new Text("problem", Color.Red),
        };
}
