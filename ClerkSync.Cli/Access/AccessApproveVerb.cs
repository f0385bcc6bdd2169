using System.CommandLine;
using System.Globalization;
using ClerkSync.Core.Access;
using ClerkSync.Core.Access.Checks;
using ClerkSync.Core.Access.Repairs;
using ClerkSync.Core.StripeApi;

namespace ClerkSync.Cli.Access;

internal static class AccessApproveVerb
{
    public static Command Create(Surroundings surroundings)
    {
        var number = new Argument<long>("NUMBER")
        {
            Description = "The incident's number, as \"access incidents\" lists it.",
        };
        var yes = new Option<bool>("--yes") { Description = "Write without asking." };
        return new Verb(
            "approve",
            "Writes what an incident proposes into the application's own table, and checks the account again.",
            $"""
            The command shows the account's row before and after the change, and asks for confirmation. It writes only mapped columns of
            that row, in one transaction, as the role set with "{surroundings.Command} access map --role", and only if the columns still
            have the values that the incident shows.
            Make changes in Clerk and in Stripe yourself. The command lists them, and says how to verify them. The exit code is 1 when
            nothing was written or the account still has an incident, and 4 when the check that follows could not read everything.

            Examples:
              {surroundings.Command} access approve 12
              {surroundings.Command} access approve 12 --yes --json
            """
        )
        {
            number,
            yes,
        }.SetRun(
            surroundings,
            async run =>
            {
                var isMeant = run.Parsed.GetValue(yes);
                if (run.IsJson && !isMeant)
                {
                    throw new UsageException("--json does not ask, so it needs --yes.");
                }

                var id = run.Parsed.GetValue(number);
                var repairs = run.Get<AccessRepairs>();
                var repair =
                    await repairs.FindAsync(id, run.Stopped)
                    ?? throw new FailedException(
                        $"There is no incident {id}. {surroundings.Command} access incidents lists those that are open."
                    );
                var incident = repair.Incident;
                var check = $"{surroundings.Command} access check {incident.ClerkId}";
                if (!incident.IsOpen)
                {
                    throw new FailedException($"Incident {id} is closed: the last check no longer found it.");
                }

                if (repair.Written is [])
                {
                    throw new FailedException(
                        $"ClerkSync cannot correct incident {id}: it writes only known values to mapped columns of the application's table. "
                            + $"{Describe(repair.Left)} "
                            + $"Then {check} verifies it."
                    );
                }

                // Throws without a Stripe key: a repair that cannot be verified is not written.
                run.Get<StripeAccount>().GetKey();
                if (!run.IsJson)
                {
                    await ShowAsync(run.Output, repair);
                }

                if (!isMeant && !await IsMeantAsync(run, surroundings))
                {
                    throw new FailedException("Nothing was written. Answer y, or give --yes.");
                }

                var approval = await repairs.ApproveAsync(repair, VerbRun.Actor, run.Stopped);
                if (approval.Outcome != AccessApprovalOutcome.Approved)
                {
                    throw new FailedException($"{approval.Reason} To check again: {check}.");
                }

                try
                {
                    return await VerifyAsync(run, surroundings, repair);
                }
                catch (Exception)
                {
                    await run.Errors.WriteLineAsync($"Written, but not verified. {check} verifies it.");
                    throw;
                }
            }
        );
    }

    private static async Task ShowAsync(TextWriter output, AccessRepair repair)
    {
        var (incident, table) = (repair.Incident, repair.Table!);
        await output.WriteLineAsync($"{incident.Code}: {incident.Reason}");
        await output.WriteLineAsync(
            string.Create(
                CultureInfo.InvariantCulture,
                $"Open since {incident.OpenedAt:yyyy-MM-dd HH:mm}, last seen {incident.LastSeenAt:yyyy-MM-dd HH:mm} UTC."
            )
        );
        await output.WriteLineAsync($"The row of {table.FullName} with {table.Key} = {incident.ClerkId}:");
        var listing = new Listing("column", "is", "will be");
        foreach (var change in repair.Written)
        {
            listing.Add(table.FindColumn(change.Field), change.From ?? "null", change.To ?? "null");
        }

        listing.Draw(output);
        if (repair.Left is not [])
        {
            await output.WriteLineAsync(Describe(repair.Left));
        }
    }

    private static Task<bool> IsMeantAsync(VerbRun run, Surroundings surroundings) =>
        YesOrNo.AskAsync(surroundings.Input ?? Console.In, run.Output, "Write this?", run.Stopped);

    private static async Task<int> VerifyAsync(VerbRun run, Surroundings surroundings, AccessRepair repair)
    {
        var account = repair.Incident.ClerkId;
        var report = await AccessCheckVerb.CheckAsync(run, surroundings, account);
        if (run.IsJson)
        {
            await CliJson.PrintAsync(run.Output, report, CliJson.Default.AccessCheckReport);
        }
        else if (report.IsComplete)
        {
            await run.Output.WriteLineAsync(
                report.Found == 0
                    ? $"Written, and verified: {account} has no incident."
                    : $"Written. {account} still has an incident:"
            );
            if (report.Found > 0)
            {
                AccessIncidentsVerb.Draw(
                    run.Output,
                    await run.Get<AccessIncidents>().ListOpenAsync(account, run.Stopped)
                );
            }
        }
        else
        {
            await run.Errors.WriteLineAsync(
                $"Written, but not verified: {report.Problem} {surroundings.Command} access check {account} verifies it."
            );
        }

        return AccessCheckVerb.ToExitCode(report);
    }

    private static string Describe(IReadOnlyList<AccessChange> changes) =>
        "Make these changes yourself: "
        + string.Join("; ", changes.Select(change => $"{Where(change)}, {AccessIncidentsVerb.Describe(change)}"))
        + ".";

    private static string Where(AccessChange change) =>
        change.Target switch
        {
            ChangeTarget.Stripe => "in Stripe",
            ChangeTarget.Mapping => "with access map --price",
            _ when MappingRules.IsMetadata(change.Field) => "in Clerk",
            _ => "in Postgres",
        };
}
