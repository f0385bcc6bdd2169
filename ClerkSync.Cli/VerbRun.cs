using System.CommandLine;
using ClerkSync.Cli.Settings;
using ClerkSync.LocalHost.Up;
using Microsoft.Extensions.DependencyInjection;
using Spectre.Console;

namespace ClerkSync.Cli;

/// <summary>Common setup of verbs that use the database.</summary>
internal static class VerbRuns
{
    /// <summary>Sets a command's action. It runs with all services, until a signal stops it.</summary>
    /// <param name="command">The <c>--json</c> and <c>--data</c> options are added to it.</param>
    /// <param name="run">Returns the exit code.</param>
    /// <param name="needsDatabase">Whether a missing <c>DATABASE_URL</c> is an error.</param>
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

/// <summary>One run of a verb.</summary>
/// <param name="Settings">The settings of the environment and of the data folder.</param>
/// <param name="Data">The data folder, which may not exist.</param>
/// <param name="Output">The writer for the result.</param>
/// <param name="Errors">The writer for messages about failures.</param>
/// <param name="IsJson">Whether the result is printed as JSON.</param>
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
    /// <summary>The actor in ledger entries that the CLI makes.</summary>
    public const string Actor = "cli";

    public T Get<T>()
        where T : notnull => Services.GetRequiredService<T>();

    /// <summary>Shows the number of compared objects while <paramref name="compare"/> runs, if there is a terminal.</summary>
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
