using System.CommandLine;
using System.Text.Json;
using ClerkSync.Cli.Settings;
using ClerkSync.Core.Deliveries;

namespace ClerkSync.Cli.Deliveries;

internal static class DeliveriesVerb
{
    private const int DefaultLimit = 20;

    public static Command Create(Surroundings surroundings)
    {
        var filter = new FilterOptions();
        var failed = new Option<bool>("--failed") { Description = "Only deliveries that failed or were rejected." };
        var limit = new NumberOption("--limit", least: 1, most: 10_000)
        {
            Description = $"The maximum number of deliveries. Default: {DefaultLimit}.",
        };
        var follow = new Option<bool>("--follow", "-f")
        {
            Description = "Then print each new delivery as it arrives, until Ctrl-C.",
        };
        var command = new Verb(
            "deliveries",
            "Lists the last webhook deliveries, newest first.",
            $"""
            Example:
              {surroundings.Command} deliveries --failed --limit 100
              {surroundings.Command} deliveries --type user.deleted --since 24h
              {surroundings.Command} deliveries --follow --limit 1
            """
        )
        {
            failed,
            limit,
            follow,
        };
        filter.AddTo(command);
        return command.SetRun(
            surroundings,
            async run =>
            {
                var query = filter.Read(run.Parsed) with
                {
                    UnsuccessfulOnly = run.Parsed.GetValue(failed),
                    Limit = run.Parsed.GetValue(limit) ?? DefaultLimit,
                };
                if (run.Parsed.GetValue(follow))
                {
                    return await FollowAsync(run, query);
                }

                var page = await run.Get<DeliveryReader>().ListAsync(query, run.Stopped);
                if (run.IsJson)
                {
                    await CliJson.PrintAsync(run.Output, page.Deliveries, CliJson.Default.IReadOnlyListDeliveryRecord);
                }
                else
                {
                    DeliveryTable.Draw(page.Deliveries, run.Output);
                }

                return ExitCode.Success;
            }
        );
    }

    private static async Task<int> FollowAsync(VerbRun run, DeliveryQuery query)
    {
        var follow = new DeliveryFollow(
            run.Get<DeliveryReader>(),
            query,
            delivery =>
                run.Output.WriteLine(
                    run.IsJson
                        ? JsonSerializer.Serialize(delivery, CliJson.OneLine.DeliveryRecord)
                        : DeliveryTable.ToLine(delivery)
                )
        );
        try
        {
            await follow.RunAsync(run.Stopped);
        }
        catch (OperationCanceledException) when (run.Stopped.IsCancellationRequested)
        {
            // Ctrl-C ends --follow.
        }

        return ExitCode.Success;
    }
}
