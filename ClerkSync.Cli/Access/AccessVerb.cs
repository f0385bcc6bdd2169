using System.CommandLine;
using ClerkSync.Core.Access.Checks;

namespace ClerkSync.Cli.Access;

internal static class AccessVerb
{
    public static Command Create(Surroundings surroundings)
    {
        var command = new Verb(
            "access",
            "Compares what people may use with what they pay for in Stripe.",
            $"""
            Examples:
              {surroundings.Command} access connect stripe
              {surroundings.Command} access fields
              {surroundings.Command} access map --customer private_metadata.stripe_customer_id --plan public_metadata.plan --price pro_monthly=pro
              {surroundings.Command} access check
              {surroundings.Command} access incidents
            """
        )
        {
            AccessConnectVerb.Create(surroundings),
            AccessFieldsVerb.Create(surroundings),
            AccessMapVerb.Create(surroundings),
            AccessPoliciesVerb.Create(surroundings),
            AccessCheckVerb.Create(surroundings),
            AccessIncidentsVerb.Create(surroundings),
            AccessApproveVerb.Create(surroundings),
            AccessLedgerVerb.Create(surroundings),
            AccessOverrideVerb.Create(surroundings),
        };
        command.SetAction(Reject);
        return command;
    }

    private static int Reject(ParseResult parsed) =>
        throw new UsageException(
            "Say what to do: connect, fields, map, policies, check, incidents, approve, ledger or override."
        );

    /// <summary>Throws when nothing is mapped yet.</summary>
    public static async Task<AccessSettings> GetSettingsAsync(VerbRun run, Surroundings surroundings) =>
        await run.Get<AccessSettingsTable>().FindAsync(run.Stopped) ?? throw NothingMapped(surroundings);

    public static FailedException NothingMapped(Surroundings surroundings) =>
        new($"Nothing is mapped yet. Set where access is stored with {surroundings.Command} access map.");

    public static Argument<string?> OptionalAccount() =>
        new("ACCOUNT") { Description = "The Clerk id of one user or organization.", Arity = ArgumentArity.ZeroOrOne };
}
