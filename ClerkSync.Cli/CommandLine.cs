using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Parsing;
using ClerkSync.Cli.Access;
using ClerkSync.Cli.Bench;
using ClerkSync.Cli.Clerk;
using ClerkSync.Cli.Deliveries;
using ClerkSync.Cli.Doctor;
using ClerkSync.Cli.Instance;
using ClerkSync.Cli.Migrate;
using ClerkSync.Cli.Mirror;
using ClerkSync.Cli.Test;
using ClerkSync.Cli.Trigger;
using ClerkSync.Cli.Up;
using ClerkSync.Cli.Users;

namespace ClerkSync.Cli;

/// <summary>Builds the command line: all verbs, and their common behavior.</summary>
internal sealed class CommandLine(Surroundings surroundings)
{
    private const string Description = """
        Keeps a Postgres database in sync with a Clerk application.

        "up" starts everything that is needed. Settings come from the environment, or else from the data folder, where
        the last "up" stored them.

        Exit codes:
          0  done
          1  the command failed, or there is no such user, delivery, key or run
          2  the command line cannot be understood
          3  a setting is missing or malformed, Clerk or Stripe rejects the key, the database cannot be reached or, after
             "migrate", does not meet a precondition, or the local Postgres cannot start
          4  not everything was read: one of Clerk's lists ended early, or an access check could not read Stripe, also
             because Stripe rejects the key, or the mapped table
        """;

    /// <summary>Runs a verb and returns its exit code. Failures are printed as sentences to <paramref name="error"/>.</summary>
    public async Task<int> RunAsync(
        string[] arguments,
        TextWriter output,
        TextWriter error,
        CancellationToken cancellationToken
    )
    {
        output = new TerminalWriter(output);
        error = new TerminalWriter(error);
        var root = CreateRoot();
        var parsed = root.Parse(arguments);
        var configuration = new InvocationConfiguration
        {
            Output = output,
            Error = error,
            EnableDefaultExceptionHandler = false,
            // Verbs that need cleanup handle signals themselves.
            ProcessTerminationTimeout = null,
        };
        try
        {
            // A directive requests completions for an unfinished line.
            var isUnfinished =
                parsed.Action is VerbHelp || root.Directives.Any(word => parsed.GetResult(word) is not null);
            return !isUnfinished && Mistake.Find(parsed) is { } mistake
                ? throw new UsageException(mistake)
                : await parsed.InvokeAsync(configuration, cancellationToken);
        }
        catch (Exception exception)
        {
            var failure = Failure.From(exception, surroundings.Command);
            await error.WriteLineAsync(failure.Sentence);
            if (failure.ExitCode == ExitCode.Usage)
            {
                var verb = "";
                for (var at = parsed.CommandResult; at is { Command: not RootCommand }; at = at.Parent as CommandResult)
                {
                    verb = $" {at.Command.Name}{verb}";
                }

                await error.WriteLineAsync($"{surroundings.Command}{verb} --help shows the usage.");
            }

            return failure.ExitCode;
        }
    }

    private RootCommand CreateRoot()
    {
        var root = new RootCommand(Description)
        {
            HelpName = surroundings.Command,
            Subcommands =
            {
                UpVerb.Create(surroundings),
                PostgresVerb.Create(surroundings),
                ClerkVerb.Create(surroundings),
                StopVerb.Create(surroundings),
                StatusVerb.Create(surroundings),
                PsqlVerb.Create(surroundings),
                TokenVerb.Create(surroundings),
                OpenVerb.Create(surroundings),
                SettingsVerb.Create(surroundings),
                ResetDatabaseVerb.Create(surroundings),
                TestVerb.Create(surroundings),
                BenchVerb.Create(surroundings),
                MigrateVerb.Create(surroundings),
                DoctorVerb.Create(surroundings),
                TriggerVerb.Create(surroundings),
                DeliveriesVerb.Create(surroundings),
                DeliveryVerb.Create(surroundings),
                ReplayVerb.Create(surroundings),
                BackfillVerb.Create(surroundings),
                DriftVerb.Create(surroundings),
                RepairVerb.Create(surroundings),
                RunsVerb.Create(surroundings),
                InstanceVerb.Create(surroundings),
                UsersVerb.Create(surroundings),
                UserVerb.Create(surroundings),
                PlanVerb.Create(surroundings),
                CreditsVerb.Create(surroundings),
                KeysVerb.Create(surroundings),
                AccessVerb.Create(surroundings),
            },
        };
        var help = root.Options.OfType<HelpOption>().Single();
        var action = new VerbHelp((HelpAction)help.Action!);
        help.Action = action;
        root.SetAction(parsed =>
        {
            action.Invoke(parsed);
            return ExitCode.Usage;
        });
        return root;
    }
}
