using System.CommandLine;
using System.Globalization;
using ClerkSync.Core.Access.Checks;

namespace ClerkSync.Cli.Access;

internal static class AccessLedgerVerb
{
    private const int MostEntries = 100;

    public static Command Create(Surroundings surroundings)
    {
        var account = AccessVerb.OptionalAccount();
        return new Verb(
            "ledger",
            "Lists what access was, what it should have been, and why, newest first.",
            $"""
            The ledger is append-only: the database rejects changes to its entries. The last {MostEntries} entries are listed.

            Example:
              {surroundings.Command} access ledger user_2abc
            """
        )
        {
            account,
        }.SetRun(
            surroundings,
            async run =>
            {
                var entries = await run.Get<AccessIncidents>()
                    .ListLedgerAsync(run.Parsed.GetValue(account), MostEntries, run.Stopped);
                if (run.IsJson)
                {
                    await CliJson.PrintAsync(run.Output, entries, CliJson.Default.IReadOnlyListAccessLedgerEntry);
                }
                else if (entries is [])
                {
                    await run.Output.WriteLineAsync("No entries.");
                }
                else
                {
                    Draw(run.Output, entries);
                }

                return ExitCode.Success;
            }
        );
    }

    private static void Draw(TextWriter output, IReadOnlyList<AccessLedgerEntry> entries)
    {
        var listing = new Listing("at (UTC)", "account", "step", "incident", new("why", IsProse: true));
        foreach (var entry in entries)
        {
            listing.Add(
                entry.CreatedAt.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture),
                entry.ClerkId,
                entry.Step,
                entry.Code,
                entry.Reason
            );
        }

        listing.Draw(output);
    }
}
