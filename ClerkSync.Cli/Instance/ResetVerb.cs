using System.CommandLine;
using ClerkSync.Core;
using ClerkSync.Core.Disclosure;
using ClerkSync.Core.Instance;
using ClerkSync.Core.Mirror;

namespace ClerkSync.Cli.Instance;

internal static class ResetVerb
{
    public static Command Create(Surroundings surroundings)
    {
        var yes = new Option<bool>("--yes") { Description = "Make the changes. Without --yes, they are only listed." };
        return new Verb(
            "reset",
            "Changes which Clerk instance the database belongs to.",
            $"""
            With CLERK_SECRET_KEY it records the instance of the key. Without it, the next delivery records its own. No row is
            changed: the users of the old instance stay until you delete them, or "repair" does.

            Example:
              {surroundings.Command} instance reset --yes
            """
        )
        {
            yes,
        }.SetRun(
            surroundings,
            async run =>
            {
                var table = run.Get<InstanceTable>();
                var old = await table.FindAsync(run.Stopped);
                var next = run.Get<ClerkSyncSettings>().ClerkSecretKey is null
                    ? null
                    : await run.Get<ClerkInstance>().AskWhoseKeyAsync(run.Stopped);
                var isMeant = run.Parsed.GetValue(yes);
                var recorded = isMeant ? await ResetAsync(table, next, run.Stopped) : old;
                await (
                    run.IsJson ? CliJson.PrintAsync(run.Output, recorded, CliJson.Default.RecordedInstance)
                    : isMeant
                        ? run.Output.WriteLineAsync(
                            $"{InstanceVerb.Describe(recorded)} Running functions notice it within a minute."
                        )
                    : run.Output.WriteLineAsync(await IntendAsync(run, old, next, surroundings.Command))
                );
                return ExitCode.Success;
            }
        );
    }

    private static async Task<RecordedInstance?> ResetAsync(
        InstanceTable table,
        string? next,
        CancellationToken cancellationToken
    )
    {
        if (next is not null)
        {
            return await table.ReplaceAsync(next, InstanceTable.ByKey, cancellationToken);
        }

        await table.RemoveAsync(cancellationToken);
        return null;
    }

    private static async Task<string> IntendAsync(VerbRun run, RecordedInstance? old, string? next, string command)
    {
        var users = await run.Get<MirroredUsers>().CountRowsAsync(run.Stopped);
        return string.Join(
            ' ',
            InstanceVerb.Describe(old),
            next is null
                ? "A reset forgets that, and the next delivery records its own instance."
                : $"A reset records {next}, the instance of CLERK_SECRET_KEY.",
            $"The database keeps its {Counted.Of(users, "user")}.",
            $"To reset it: {command} instance reset --yes"
        );
    }
}
