using System.CommandLine;
using ClerkSync.Core.Access.Checks;
using ClerkSync.Core.Disclosure;

namespace ClerkSync.Cli.Access;

internal static class AccessCheckVerb
{
    public static Command Create(Surroundings surroundings)
    {
        var account = AccessVerb.OptionalAccount();
        return new Verb(
            "check",
            "Compares all accounts, or one account, with Stripe, and opens and closes incidents.",
            $"""
            It needs STRIPE_SECRET_KEY, which may be a restricted key, and a mapping ({surroundings.Command} access map). It reads the
            mapped values from the database, and writes neither to Clerk nor to Stripe. The exit code is 1 when there are incidents, and 4
            when Stripe did not answer or rejected the key, or when the mapped table does not fit the mapping: then no incident is opened
            or closed for accounts that could not be compared.

            Examples:
              {surroundings.Command} access check
              {surroundings.Command} access check user_2abc --json
            """
        )
        {
            account,
        }.SetRun(
            surroundings,
            async run =>
            {
                var only = run.Parsed.GetValue(account);
                var report = await CheckAsync(run, surroundings, only);
                if (run.IsJson)
                {
                    await CliJson.PrintAsync(run.Output, report, CliJson.Default.AccessCheckReport);
                }
                else
                {
                    var open = await run.Get<AccessIncidents>().ListOpenAsync(only, run.Stopped);
                    if (open.Count > 0 || report.IsComplete)
                    {
                        AccessIncidentsVerb.Draw(run.Output, open);
                    }

                    await run.Output.WriteLineAsync(
                        $"Checked {Counted.Of(report.Checked, "account")}: {report.Found:n0} with an incident, {report.Steps.Opened:n0} opened, "
                            + $"{report.Steps.Reopened:n0} reopened, {report.Steps.Closed:n0} closed."
                    );
                    if (report.Problem is { } problem)
                    {
                        await run.Errors.WriteLineAsync($"Incomplete: {problem}");
                    }
                }

                return ToExitCode(report);
            }
        );
    }

    /// <summary>Checks all accounts, or one.</summary>
    public static async Task<AccessCheckReport> CheckAsync(VerbRun run, Surroundings surroundings, string? only) =>
        await run.Get<AccessOperations>().CheckAsync(only, run.Stopped) ?? throw AccessVerb.NothingMapped(surroundings);

    public static int ToExitCode(AccessCheckReport report) =>
        !report.IsComplete ? ExitCode.Incomplete
        : report.Found == 0 ? ExitCode.Success
        : ExitCode.Failed;
}
