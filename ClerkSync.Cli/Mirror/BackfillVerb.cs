using System.CommandLine;
using ClerkSync.Core.Disclosure;
using ClerkSync.Core.Mirror;
using Spectre.Console;

namespace ClerkSync.Cli.Mirror;

internal static class BackfillVerb
{
    public static Command Create(Surroundings surroundings)
    {
        var since = new Option<DateTimeOffset?>("--since")
        {
            Description =
                "Of the users, read only those created in Clerk since a date such as 2026-01-31. All organizations are read in any case.",
            HelpName = "TIME",
        };
        var restart = new Option<bool>("--restart")
        {
            Description = "Start over, even if the last backfill has not ended.",
        };
        var command = new Verb(
            "backfill",
            "Reads all objects from Clerk and writes those that are newer than their rows.",
            $"""
            It needs CLERK_SECRET_KEY. It deletes nothing, and it never overwrites a newer version from a webhook. A
            backfill that was stopped or killed continues where it stopped. The exit code is 4 when one of Clerk's lists ended
            early, and 1 when Postgres rejected rows.

            Example:
              {surroundings.Command} backfill --since 2026-01-31
            """
        )
        {
            since,
            restart,
        };
        return command.SetRun(
            surroundings,
            async run =>
            {
                var options = new BackfillOptions
                {
                    Since = run.Parsed.GetValue(since)?.ToUniversalTime(),
                    Restart = run.Parsed.GetValue(restart),
                };
                var result = await RunAsync(run, options);
                if (run.IsJson)
                {
                    await CliJson.PrintAsync(run.Output, result, CliJson.Default.BackfillProgress);
                }
                else
                {
                    await run.Output.WriteLineAsync(Describe(result));
                    ListScreen.PrintRejected(run.Output, result.Failed, result.Failures);
                    ListScreen.Print(run.Output, result.Lists, result.UnreadableObjects);
                }

                return result.Lists.Any(list => !list.IsComplete) ? ExitCode.Incomplete
                    : result.Failed > 0 ? ExitCode.Failed
                    : ExitCode.Success;
            }
        );
    }

    /// <summary>Shows a progress bar if there is a terminal.</summary>
    private static async Task<BackfillProgress> RunAsync(VerbRun run, BackfillOptions options)
    {
        var backfill = run.Get<Backfill>();
        var console = Screen.On(run.Output);
        if (run.IsJson || !console.Profile.Out.IsTerminal)
        {
            return await backfill.RunAsync(options, new Progress<BackfillProgress>(), run.Stopped);
        }

        return await console
            .Progress()
            .Columns(
                new TaskDescriptionColumn(),
                new ProgressBarColumn(),
                new PercentageColumn(),
                new RemainingTimeColumn()
            )
            .StartAsync(async context =>
            {
                var started = TimeProvider.System.GetTimestamp();
                long? resumedAt = null;
                var bar = context.AddTask("users");
                var progress = new Progress<BackfillProgress>(step =>
                {
                    resumedAt ??= step.Users;
                    var seconds = TimeProvider.System.GetElapsedTime(started).TotalSeconds;
                    bar.MaxValue = Math.Max(1, step.TotalUsers);
                    bar.Value = step.Users;
                    bar.Description =
                        $"{step.Users:n0} of {step.TotalUsers:n0} users, {(step.Users - resumedAt) / seconds:n0}/s";
                });
                return await backfill.RunAsync(options, progress, run.Stopped);
            });
    }

    private static string Describe(BackfillProgress result) =>
        $"Read {Counted.Of(result.Users, "user")}, {Counted.Of(result.Organizations, "organization")}, {Counted.Of(result.Memberships, "membership")}. "
        + $"Users: {result.Inserted:n0} new, {result.Updated:n0} updated.";
}
