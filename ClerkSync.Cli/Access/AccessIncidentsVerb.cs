using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using ClerkSync.Core.Access;
using ClerkSync.Core.Access.Checks;

namespace ClerkSync.Cli.Access;

internal static class AccessIncidentsVerb
{
    public static Command Create(Surroundings surroundings)
    {
        var account = AccessVerb.OptionalAccount();
        return new Verb(
            "incidents",
            "Lists the open incidents, each with its evidence and the exact change.",
            $"""
            Make the change in Clerk or in Stripe yourself; then "{surroundings.Command} access check ACCOUNT" verifies it.
            "{surroundings.Command} access approve NUMBER" writes a change to the application's own table.

            Example:
              {surroundings.Command} access incidents --json
            """
        )
        {
            account,
        }.SetRun(
            surroundings,
            async run =>
            {
                var open = await run.Get<AccessIncidents>().ListOpenAsync(run.Parsed.GetValue(account), run.Stopped);
                if (run.IsJson)
                {
                    await CliJson.PrintAsync(run.Output, open, CliJson.Default.IReadOnlyListAccessIncident);
                }
                else
                {
                    Draw(run.Output, open);
                }

                return ExitCode.Success;
            }
        );
    }

    public static void Draw(TextWriter output, IReadOnlyList<AccessIncident> incidents)
    {
        if (incidents is [])
        {
            output.WriteLine("No incidents.");
            return;
        }

        var listing = new Listing(
            "account",
            "number",
            "incident",
            new("since (UTC)", IsOptional: true),
            new("change", IsProse: true),
            new("why", IsProse: true)
        );
        foreach (var incident in incidents)
        {
            listing.Add(
                incident.ClerkId,
                incident.Id.ToString(CultureInfo.InvariantCulture),
                incident.Code,
                incident.OpenedAt.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture),
                Describe(incident.Changes),
                incident.Reason
            );
        }

        listing.Draw(output);
    }

    public static string Describe(AccessChange change) =>
        $"{change.Field}: {change.From ?? "absent"} → {change.To ?? (change.IsForPerson ? "the right value" : "absent")}";

    private static string Describe(string changes) =>
        string.Join(
            "; ",
            JsonSerializer.Deserialize(changes, AccessJson.Default.IReadOnlyListAccessChange)!.Select(Describe)
        );
}
