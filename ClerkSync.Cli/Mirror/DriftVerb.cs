using System.CommandLine;
using ClerkSync.Core.Mirror;

namespace ClerkSync.Cli.Mirror;

internal static class DriftVerb
{
    public static Command Create(Surroundings surroundings) =>
        new Verb(
            "drift",
            "Compares all objects with Clerk. Changes nothing.",
            $"""
            It needs CLERK_SECRET_KEY. What changes while it runs is not reported. The exit code is 1 when something differs, and 4
            when one of Clerk's lists ended early, so that not everything was compared.

            Example:
              {surroundings.Command} drift --json
            """
        ).SetRun(
            surroundings,
            async run =>
            {
                var report = await FindAsync(run);
                if (run.IsJson)
                {
                    await CliJson.PrintAsync(run.Output, report, CliJson.Default.DriftReport);
                }
                else
                {
                    Print(run.Output, report);
                }

                return !report.IsComplete ? ExitCode.Incomplete
                    : report.Total == 0 ? ExitCode.Success
                    : ExitCode.Failed;
            }
        );

    public static Task<DriftReport> FindAsync(VerbRun run) =>
        run.CountAsync(progress => run.Get<Drift>().RunAsync(progress, run.Stopped));

    public static void Print(TextWriter output, DriftReport report)
    {
        if (report.Findings.Count > 0)
        {
            var listing = new Listing("clerk id", "table", "is", new("columns", IsProse: true));
            foreach (var finding in report.Findings)
            {
                listing.Add(finding.ClerkId, finding.Table, finding.Kind, string.Join(", ", finding.Columns));
            }

            listing.Draw(output);
        }

        var compared = report.Tables.Select(counts => $"{counts.Compared:n0} {counts.Table.Replace('_', ' ')}");
        output.WriteLine(
            $"Compared {string.Join(", ", compared)}: "
                + $"{report.Missing:n0} missing, {report.Extra:n0} extra, {report.Different:n0} different."
        );
        ListScreen.Print(output, report.Lists, report.UnreadableObjects);
    }
}
