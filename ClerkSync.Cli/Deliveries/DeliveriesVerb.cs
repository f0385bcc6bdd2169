using System.CommandLine;
using ClerkSync.Cli.Settings;
using ClerkSync.Core.Webhooks;
using Microsoft.Extensions.DependencyInjection;

namespace ClerkSync.Cli.Deliveries;

/// <summary><c>deliveries</c>.</summary>
internal static class DeliveriesVerb
{
    private const int DefaultLimit = 20;

    public static Command Create(Surroundings surroundings)
    {
        var data = new DataOption();
        var json = new JsonOption();
        var filter = new FilterOptions();
        var failed = new Option<bool>("--failed") { Description = "Only those that failed or were rejected." };
        var limit = new NumberOption("--limit", least: 1, most: 10_000)
        {
            Description = $"How many at most. Default: {DefaultLimit}.",
        };
        var command = new Verb(
            "deliveries",
            "Lists the last webhook deliveries, newest first.",
            $"""
            Example:
              {surroundings.Command} deliveries --failed --limit 100
              {surroundings.Command} deliveries --type user.deleted --since 24h
            """
        )
        {
            failed,
            limit,
            json,
            data,
        };
        filter.AddTo(command);
        command.SetAction(
            async (parsed, cancellationToken) =>
            {
                var output = parsed.InvocationConfiguration.Output;
                var query = filter.Read(parsed) with
                {
                    UnsuccessfulOnly = parsed.GetValue(failed),
                    Limit = parsed.GetValue(limit) ?? DefaultLimit,
                };
                var settings = VerbSettings.Read(surroundings, data.Find(parsed, surroundings));
                await using var services = settings.CreateServices();
                var page = await services.GetRequiredService<DeliveryReader>().ListAsync(query, cancellationToken);
                if (parsed.GetValue(json))
                {
                    await CliJson.PrintAsync(output, page.Deliveries, CliJson.Default.IReadOnlyListDeliveryRecord);
                }
                else
                {
                    DeliveryTable.Draw(page.Deliveries, output);
                }

                return ExitCode.Success;
            }
        );
        return command;
    }
}
