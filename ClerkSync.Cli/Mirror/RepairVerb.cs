using System.CommandLine;
using ClerkSync.Cli.Settings;
using ClerkSync.Core.Disclosure;
using ClerkSync.Core.Mirror;

namespace ClerkSync.Cli.Mirror;

internal static class RepairVerb
{
    public static Command Create(Surroundings surroundings)
    {
        var yes = new Option<bool>("--yes") { Description = "Do it. Without this it says what it would do." };
        var maxRemovals = new NumberOption("--max-removals", 0, int.MaxValue)
        {
            Description = "The most rows to remove from a table. Default: one in a hundred.",
        };
        return new Verb(
            "repair",
            "Puts right what differs from Clerk.",
            $"""
            It needs CLERK_SECRET_KEY. A row is removed only after Clerk itself, asked for it, has answered that it does not
            know it, never one that is younger than ten minutes, and none of a table from which more than --max-removals would go.
            No row is removed, and the exit code is 4, when one of Clerk's lists ended early. A row with a later version than Clerk
            answers with stays as it is.

            Example:
              {surroundings.Command} repair
              {surroundings.Command} repair --yes
            """
        )
        {
            yes,
            maxRemovals,
        }.SetRun(
            surroundings,
            async run =>
            {
                var options = new RepairOptions
                {
                    DryRun = !run.Parsed.GetValue(yes),
                    MaxRemovals = run.Parsed.GetValue(maxRemovals),
                };
                var report = await run.CountAsync(progress =>
                    run.Get<Repair>().RunAsync(options, progress, run.Stopped)
                );
                if (run.IsJson)
                {
                    await CliJson.PrintAsync(run.Output, report, CliJson.Default.RepairReport);
                }
                else
                {
                    DriftVerb.Print(run.Output, report.Found);
                    var limit = options.MaxRemovals is { } most ? $" --max-removals {most}" : "";
                    await run.Output.WriteLineAsync(Describe(report, $"{surroundings.Command} repair --yes{limit}"));
                }

                return !report.IsComplete ? ExitCode.Incomplete
                    : report.IsRefused ? ExitCode.Failed
                    : ExitCode.Success;
            }
        );
    }

    private static string Describe(RepairReport report, string command) =>
        report.Found.Total == 0
            ? "There is nothing to repair."
            : string.Join(
                ' ',
                [
                    report.IsDryRun
                        ? $"This would write {Counted.Of(report.Written, "row")}, remove {report.Removed:n0} and keep {report.Spared:n0} that Clerk does not list."
                        : $"Wrote {Counted.Of(report.Written, "row")}, removed {report.Removed:n0}, kept {report.Spared:n0} that Clerk does not list.",
                    .. report.Newer == 0
                        ? (string[])[]
                        : [$"{report.Newer:n0} with a later version than Clerk answers with stay as they are."],
                    .. report.Tables.Where(table => table.RemovalLimit is not null).Select(DescribeLimit),
                    .. report.IsDryRun ? (string[])[$"{command} does it."] : [],
                ]
            );

    private static string DescribeLimit(RepairCounts table) =>
        $"No row of {table.Table} is removed: {table.Spared:n0} are more than {table.RemovalLimit:n0}. "
        + $"If Clerk really has lost so many, say --max-removals {table.Spared}.";
}
