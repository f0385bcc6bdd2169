using System.CommandLine;

namespace ClerkSync.Cli.Access;

/// <summary><c>access</c>.</summary>
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
            AccessCheckVerb.Create(surroundings),
            AccessIncidentsVerb.Create(surroundings),
            AccessLedgerVerb.Create(surroundings),
            AccessOverrideVerb.Create(surroundings),
        };
        command.SetAction(Refuse);
        return command;
    }

    private static int Refuse(ParseResult parsed) =>
        throw new UsageException("Say what to do: connect, fields, map, check, incidents, ledger or override.");

    /// <summary>The account that a verb is about.</summary>
    public static Argument<string?> OptionalAccount() =>
        new("ACCOUNT") { Description = "The Clerk id of one user or organization.", Arity = ArgumentArity.ZeroOrOne };
}
