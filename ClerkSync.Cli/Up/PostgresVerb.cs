using System.CommandLine;
using System.Net;
using ClerkSync.Cli.Settings;
using ClerkSync.LocalHost.Up;

namespace ClerkSync.Cli.Up;

internal static class PostgresVerb
{
    public static Command Create(Surroundings surroundings)
    {
        var data = new DataOption();
        var port = new NumberOption("--port", least: 1, most: IPEndPoint.MaxPort)
        {
            Description = "The database's port. Default: the port of the last run, or a free one.",
        };
        var command = new Verb(
            "postgres",
            "Starts only the local Postgres, for func start or another program.",
            $"""
            Ctrl-C stops it. The data stays in the data folder, where up finds it too. DATABASE_URL is printed and added to clerk.env in
            the data folder, so the other commands use this database. Run migrate to create the tables.

            Example:
              {surroundings.Command} postgres --port 5433
              {surroundings.Command} migrate
            """
        )
        {
            port,
            data,
        };
        command.SetAction(
            async (parsed, cancellationToken) =>
            {
                var folder = data.Find(parsed, surroundings);
                var screen = new UpScreen(parsed.InvocationConfiguration.Output, surroundings.Command);
                return await UntilStopped.RunAsync(
                    screen,
                    stop =>
                        screen.ShowStepsAsync(steps =>
                            PostgresSession.StartAloneAsync(folder, parsed.GetValue(port), steps, stop)
                        ),
                    session => screen.ShowReady(session, folder),
                    cancellationToken
                );
            }
        );
        return command;
    }
}
