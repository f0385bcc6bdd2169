using System.CommandLine;
using System.Globalization;
using ClerkSync.Core.Access.Checks;
using ClerkSync.Core.Access.Fields;

namespace ClerkSync.Cli.Access;

internal static class AccessFieldsVerb
{
    public static Command Create(Surroundings surroundings)
    {
        var organizations = new Option<bool>("--organizations") { Description = "Reads organizations, not users." };
        return new Verb(
            "fields",
            "Lists the metadata keys of the accounts that changed most recently.",
            $"""
            "{surroundings.Command} access map" takes the listed paths. "{surroundings.Command} access fields" reads the database.
            Values are shortened. Strings and numbers in private metadata are hidden, except the prefix of an id, such as cus_….

            Example:
              {surroundings.Command} access fields --organizations
            """
        )
        {
            organizations,
        }.SetRun(
            surroundings,
            async run =>
            {
                var report = await run.Get<AccessOperations>()
                    .Fields.ReadAsync(run.Parsed.GetValue(organizations), run.Stopped);
                if (run.IsJson)
                {
                    await CliJson.PrintAsync(run.Output, report, CliJson.Default.AccessFieldReport);
                }
                else if (report.Problem is { } problem)
                {
                    throw new FailedException(problem);
                }
                else
                {
                    Draw(run.Output, report);
                }

                return report.Problem is null ? ExitCode.Success : ExitCode.Failed;
            }
        );
    }

    private static void Draw(TextWriter output, AccessFieldReport report)
    {
        var listing = new Listing("path", "types", "share", new("examples", IsProse: true));
        foreach (var field in report.Fields)
        {
            listing.Add(
                field.Path,
                string.Join(", ", field.Types),
                field.Share.ToString("0 %", CultureInfo.InvariantCulture),
                string.Join(", ", field.Examples)
            );
        }

        listing.Draw(output);
        output.WriteLine($"Read {report.Sampled:n0} {report.Accounts} with metadata, those that changed last.");
    }
}
