using System.CommandLine;
using ClerkSync.Cli.Settings;
using ClerkSync.Core.Database;
using Microsoft.Extensions.DependencyInjection;

namespace ClerkSync.Cli.Migrate;

/// <summary><c>migrate</c>.</summary>
internal static class MigrateVerb
{
    public static Command Create(Surroundings surroundings)
    {
        var data = new DataOption();
        var command = new Verb(
            "migrate",
            "Brings the database's schema up to this build.",
            $"""
            Any number of processes may do so at once. A migration that was changed after the database had it is refused.

            Example:
              DATABASE_URL=postgresql://… {surroundings.Command} migrate
            """
        )
        {
            data,
        };
        command.SetAction(
            (parsed, cancellationToken) =>
                RunAsync(
                    VerbSettings.Read(surroundings, data.Find(parsed, surroundings)),
                    parsed.InvocationConfiguration.Output,
                    cancellationToken
                )
        );
        return command;
    }

    private static async Task<int> RunAsync(
        VerbSettings settings,
        TextWriter output,
        CancellationToken cancellationToken
    )
    {
        await using var services = settings.CreateServices();
        var applied = await services.GetRequiredService<Migrator>().MigrateAsync(cancellationToken);
        foreach (var name in applied)
        {
            await output.WriteLineAsync($"applied {name}");
        }

        await output.WriteLineAsync(
            applied is [] ? "Nothing to do: the database is up to date." : "The database is up to date."
        );
        return ExitCode.Success;
    }
}
