using System.CommandLine;
using System.Globalization;
using ClerkSync.Core.Mirror;

namespace ClerkSync.Cli.Mirror;

internal static class RunsVerb
{
    private const int MostRuns = 20;

    public static Command Create(Surroundings surroundings)
    {
        var number = new Argument<long?>("RUN")
        {
            Description = "Prints this run with its result, as JSON.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var stop = new Option<bool>("--stop")
        {
            Description = "Stops the run, whichever process works on it. What it has written stays.",
        };
        return new Verb(
            "runs",
            "Lists the last backfills, drift runs, repairs and access checks, newest first.",
            $"""
            Example:
              {surroundings.Command} runs
              {surroundings.Command} runs 7
              {surroundings.Command} runs 7 --stop
            """
        )
        {
            number,
            stop,
        }.SetRun(
            surroundings,
            async run =>
            {
                var reader = run.Get<SyncRunReader>();
                if (run.Parsed.GetValue(number) is { } id)
                {
                    if (run.Parsed.GetValue(stop))
                    {
                        await StopAsync(run, id);
                    }

                    var found =
                        await reader.FindAsync(id, run.Stopped) ?? throw new FailedException($"There is no run {id}.");
                    await CliJson.PrintAsync(run.Output, found, CliJson.Default.SyncRunRecord);
                    return ExitCode.Success;
                }

                if (run.Parsed.GetValue(stop))
                {
                    throw new UsageException("--stop needs the number of a run.");
                }

                var runs = await reader.ListAsync(MostRuns, run.Stopped);
                if (run.IsJson)
                {
                    await CliJson.PrintAsync(run.Output, runs, CliJson.Default.IReadOnlyListSyncRunRecord);
                }
                else
                {
                    Draw(run.Output, runs);
                }

                return ExitCode.Success;
            }
        );
    }

    private static async Task StopAsync(VerbRun run, long id)
    {
        if (await run.Get<BackgroundRuns>().StopRunAsync(id, run.Stopped) == false)
        {
            throw new FailedException($"Run {id} has ended.");
        }
    }

    private static void Draw(TextWriter output, IReadOnlyList<SyncRunRecord> runs)
    {
        if (runs is [])
        {
            output.WriteLine("No runs.");
            return;
        }

        var listing = new Listing("run", "kind", "status", "started (UTC)", "took", new("error", IsProse: true));
        foreach (var run in runs)
        {
            listing.Add(
                run.Id.ToString(CultureInfo.InvariantCulture),
                run.Kind,
                run.Status,
                run.StartedAt.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture),
                $"{(run.UpdatedAt - run.StartedAt).TotalSeconds:n1} s",
                run.Error
            );
        }

        listing.Draw(output);
    }
}
