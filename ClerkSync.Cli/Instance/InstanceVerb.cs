using System.CommandLine;
using System.Globalization;
using ClerkSync.Core.Instance;

namespace ClerkSync.Cli.Instance;

internal static class InstanceVerb
{
    public static Command Create(Surroundings surroundings) =>
        new Verb(
            "instance",
            "Shows the Clerk instance that the database belongs to.",
            $"""
            A database belongs to one Clerk instance. ClerkSync records the instance of CLERK_SECRET_KEY or, if no key is set or
            Clerk cannot be queried, the instance of the first delivery. It rejects deliveries and keys of any other instance.

            Example:
              {surroundings.Command} instance
              {surroundings.Command} instance reset --yes
            """
        )
        {
            ResetVerb.Create(surroundings),
        }.SetRun(
            surroundings,
            async run =>
            {
                var recorded = await run.Get<InstanceTable>().FindAsync(run.Stopped);
                await (
                    run.IsJson
                        ? CliJson.PrintAsync(run.Output, recorded, CliJson.Default.RecordedInstance)
                        : run.Output.WriteLineAsync(Describe(recorded))
                );
                return ExitCode.Success;
            }
        );

    public static string Describe(RecordedInstance? recorded) =>
        recorded is null
            ? "The database belongs to no Clerk instance yet: the next key or delivery records its own."
            : $"The database belongs to the Clerk instance {recorded.ClerkId}, recorded by {Source(recorded)}{At(recorded)}.";

    private static string Source(RecordedInstance recorded) =>
        recorded.RecordedBy == InstanceTable.ByKey ? "CLERK_SECRET_KEY" : "its first delivery";

    private static string At(RecordedInstance recorded) =>
        recorded.RecordedAt is { } at
            ? $" at {at.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture)} UTC"
            : "";
}
