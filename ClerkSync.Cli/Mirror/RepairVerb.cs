using System.CommandLine;
using ClerkSync.Cli.Settings;
using ClerkSync.Core.Disclosure;
using ClerkSync.Core.Mirror;

namespace ClerkSync.Cli.Mirror;

internal static class RepairVerb
{
    public static Command Create(Surroundings surroundings)
    {
        var yes = new Option<bool>("--yes") { Description = "Make the changes. Without --yes, they are only listed." };
        var maxRemovals = new NumberOption("--max-removals", 0, int.MaxValue)
        {
            Description = "The maximum number of rows to remove from a table. Default: one in a hundred.",
        };
        return new Verb(
            "repair",
            "Corrects what differs from Clerk.",
            $"""
            It needs CLERK_SECRET_KEY. It removes a row only if Clerk, when asked for that object, answers that it does not exist.
            It keeps rows that are younger than ten minutes. If it would remove more than --max-removals rows of a table, it
            removes none of them. If one of Clerk's lists ended early, it removes no row, and the exit code is 4. It does not change
            a row whose version is newer than that of Clerk's answer. The exit code is 1 when Postgres rejected rows, or when
            --max-removals prevented removals.

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
                    ListScreen.PrintRejected(
                        run.Output,
                        report.Failed,
                        report.Failures,
                        report.IsDryRun ? "would reject" : "rejected"
                    );
                    var limit = options.MaxRemovals is { } most ? $" --max-removals {most}" : "";
                    await run.Output.WriteLineAsync(Describe(report, $"{surroundings.Command} repair --yes{limit}"));
                }

                return !report.Found.IsComplete ? ExitCode.Incomplete
                    : report.Failed > 0 || report.IsLimited ? ExitCode.Failed
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
                        ? $"This would write {Counted.Of(report.Written, "row")}, remove {report.Removed:n0} and keep {report.Kept:n0} that Clerk does not list."
                        : $"Wrote {Counted.Of(report.Written, "row")}, removed {report.Removed:n0}, kept {report.Kept:n0} that Clerk does not list.",
                    .. report.Newer == 0
                        ? (string[])[]
                        : [$"{report.Newer:n0} with a newer version than Clerk's answer stay unchanged."],
                    .. report.Tables.Where(table => table.RemovalLimit is not null).Select(DescribeLimit),
                    .. report.IsDryRun ? (string[])[$"To repair: {command}"] : [],
                ]
            );

    private static string DescribeLimit(RepairCounts table) =>
        $"No row of {table.Table} is removed: {table.Kept:n0} would be, and the limit is {table.RemovalLimit:n0}. "
        + $"If Clerk no longer has these objects, give --max-removals {table.Kept}.";
}
