using System.CommandLine;
using System.Runtime.InteropServices;
using ClerkSync.Cli.Settings;
using ClerkSync.Core.Database;

namespace ClerkSync.Cli.Up;

internal static class PsqlVerb
{
    // psql's exit code for a failed connection.
    private const int NoConnection = 2;

    public static Command Create(Surroundings surroundings)
    {
        var data = new DataOption();
        var sql = new Option<string?>("--command", "-c") { Description = "Runs this SQL and exits.", HelpName = "SQL" };
        var command = new Verb(
            "psql",
            "Opens the database in psql: the one of DATABASE_URL, else the one in the data folder.",
            $"""
            psql gets the password as an environment variable, so the list of processes does not show it. The database must be running:
            start "up" or "postgres" in another terminal.

            Example:
              {surroundings.Command} psql
              {surroundings.Command} psql -c "select email, plan, credits from users"
            """
        )
        {
            sql,
            data,
        };
        command.SetAction(
            async (parsed, cancellationToken) =>
            {
                var settings = VerbSettings
                    .Read(surroundings, data.Find(parsed, surroundings))
                    .WithData(DatabaseSettings.UrlSetting);
                var database = DatabaseSettings.Read(settings.Configuration);
                var psql = await PsqlProcess.CreateAsync(database, parsed.GetValue(sql), cancellationToken);
                // In psql, Ctrl-C cancels a statement.
                using var interrupt = PosixSignalRegistration.Create(
                    PosixSignal.SIGINT,
                    signal => signal.Cancel = true
                );
                return await psql.RunAsync(cancellationToken) switch
                {
                    0 => ExitCode.Success,
                    NoConnection => ExitCode.NotReady,
                    _ => ExitCode.Failed,
                };
            }
        );
        return command;
    }
}
