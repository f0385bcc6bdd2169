using System.CommandLine;
using ClerkSync.Cli.Settings;
using ClerkSync.Core.Database;
using ClerkSync.LocalHost.Up;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace ClerkSync.Cli.Migrate;

internal static class MigrateVerb
{
    public static Command Create(Surroundings surroundings)
    {
        var data = new DataOption();
        var with = new WithOption(
            "The folder of an application's project. migrate builds it and also applies its migrations."
        );
        var command = new Verb(
            "migrate",
            "Updates the database's schema to this build.",
            $"""
            Any number of processes may migrate at once. A migration that was changed after it was applied is rejected.

            Examples:
              DATABASE_URL=postgresql://… {surroundings.Command} migrate
              DATABASE_URL=postgresql://… {surroundings.Command} migrate --with samples/DesignForge
            """
        )
        {
            data,
            with,
        };
        command.SetAction(
            async (parsed, _) =>
            {
                using var signals = new StopSignals();
                return await RunAsync(
                    VerbSettings.Read(surroundings, data.Find(parsed, surroundings)),
                    with.Find(parsed, surroundings),
                    parsed.InvocationConfiguration.Output,
                    signals.Token
                );
            }
        );
        return command;
    }

    private static async Task<int> RunAsync(
        VerbSettings settings,
        string? application,
        TextWriter output,
        CancellationToken cancellationToken
    )
    {
        // Settings are validated before anything is built.
        var registered = settings.RegisterServices();
        if (application is not null)
        {
            var built = await Steps.ShowAsync(
                output,
                steps => LocalApplication.BuildAsync(application, steps, cancellationToken)
            );
            built.Configure(registered, settings.Configuration);
        }

        await using var services = registered.BuildServiceProvider();
        var applied = await services.GetRequiredService<Migrator>().MigrateAsync(cancellationToken);
        foreach (var name in applied)
        {
            await output.WriteLineAsync($"applied {name}");
        }

        var unmet = await Preconditions.FindUnmetAsync(
            services.GetRequiredService<NpgsqlDataSource>(),
            cancellationToken
        );
        foreach (var problem in unmet)
        {
            await output.WriteLineAsync(problem.Line);
        }

        await output.WriteLineAsync(
            applied is [] ? "Nothing to do: the database is up to date." : "The database is up to date."
        );
        return unmet.Any(problem => problem.IsBlocking) ? ExitCode.NotReady : ExitCode.Success;
    }
}
