using System.CommandLine;
using ClerkSync.Cli.Settings;
using ClerkSync.LocalHost.Up;
using Microsoft.Extensions.DependencyInjection;
using Spectre.Console;

namespace ClerkSync.Cli;

/// <summary>What the verbs have in common that work on the database.</summary>
internal static class VerbRuns
{
    /// <summary>Lets a command run with everything wired, until a signal stops it.</summary>
    /// <param name="command">Gets <c>--json</c> and <c>--data</c>.</param>
    /// <param name="surroundings">Where it runs.</param>
    /// <param name="run">Does the work and returns the exit code.</param>
    /// <param name="needsDatabase">Whether it cannot run without <c>DATABASE_URL</c>.</param>
    public static Command SetRun(
        this Verb command,
        Surroundings surroundings,
        Func<VerbRun, Task<int>> run,
        bool needsDatabase = true
    )
    {
        var json = new JsonOption();
        var data = new DataOption();
        command.Add(json);
        command.Add(data);
        command.SetAction(
            async (parsed, _) =>
            {
                using var signals = new StopSignals();
                var folder = data.Find(parsed, surroundings);
                var settings = VerbSettings.Read(surroundings, folder);
                await using var services = settings.CreateServices(needsDatabase);
                return await run(
                    new VerbRun(
                        parsed,
                        services,
                        settings,
                        folder,
                        parsed.InvocationConfiguration.Output,
                        parsed.InvocationConfiguration.Error,
                        parsed.GetValue(json),
                        signals.Token
                    )
                );
            }
        );
        return command;
    }
}

/// <summary>One run of such a verb.</summary>
/// <param name="Parsed">The command line.</param>
/// <param name="Services">ClerkSync, wired.</param>
/// <param name="Settings">Those of the environment and of the data folder.</param>
/// <param name="Data">The data folder, which need not exist.</param>
/// <param name="Output">Where the result goes.</param>
/// <param name="Errors">Where sentences about failures go.</param>
/// <param name="IsJson">Whether it is wanted as JSON.</param>
/// <param name="Stopped">Cancelled by the first signal.</param>
internal sealed record VerbRun(
    ParseResult Parsed,
    IServiceProvider Services,
    VerbSettings Settings,
    DataFolder Data,
    TextWriter Output,
    TextWriter Errors,
    bool IsJson,
    CancellationToken Stopped
)
{
    /// <summary>Who changes credits and plans from here, in their ledgers.</summary>
    public const string Actor = "cli";

    public T Get<T>()
        where T : notnull => Services.GetRequiredService<T>();

    /// <summary>Shows how many objects were compared while it works, where there is a terminal to show it on.</summary>
    public Task<T> CountAsync<T>(Func<IProgress<long>, Task<T>> compare)
    {
        var console = Screen.On(Output);
        if (IsJson || !console.Profile.Out.IsTerminal)
        {
            return compare(new Progress<long>());
        }

        var started = TimeProvider.System.GetTimestamp();
        return console
            .Status()
            .StartAsync(
                "Asking Clerk …",
                context =>
                    compare(
                        new Progress<long>(count =>
                        {
                            var seconds = TimeProvider.System.GetElapsedTime(started).TotalSeconds;
                            context.Status = $"Compared {count:n0}, {count / seconds:n0}/s …";
                        })
                    )
            );
    }
}
