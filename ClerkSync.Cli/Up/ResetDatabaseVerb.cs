using System.CommandLine;
using ClerkSync.Cli.Settings;
using ClerkSync.Core.Database;
using ClerkSync.LocalHost.Up;
using ClerkSync.LocalPostgres;

namespace ClerkSync.Cli.Up;

internal static class ResetDatabaseVerb
{
    public static Verb Create(Surroundings surroundings)
    {
        var data = new DataOption();
        var yes = new Option<bool>("--yes") { Description = "Delete without asking." };
        var command = new Verb(
            "reset",
            "Deletes the local Postgres of the data folder, with all its data. The next up creates a new one.",
            $"""
            Only the database that "up" or "postgres" created is deleted, never that of a DATABASE_URL that you set. The users of the
            simulated Clerk stay: after the next "up", run "backfill" to copy them into the new database.

            Example:
              {surroundings.Command} reset --yes
            """
        )
        {
            yes,
            data,
        };
        command.SetAction(
            async (parsed, cancellationToken) =>
            {
                var folder = data.Find(parsed, surroundings);
                EnsureOwn(folder, surroundings);
                var output = parsed.InvocationConfiguration.Output;
                if (!parsed.GetValue(yes) && !await IsMeantAsync(folder, surroundings, output, cancellationToken))
                {
                    await output.WriteLineAsync("Nothing was deleted.");
                    return ExitCode.Failed;
                }

                using var held = await RunningUp.TakeAsync(folder, cancellationToken);
                await LocalPostgresServer.DeleteAsync(folder.PostgresFolder, cancellationToken);
                folder.WriteSettings(
                    folder.ReadSettings().Where(setting => setting.Key != DatabaseSettings.UrlSetting).ToDictionary()
                );
                await output.WriteLineAsync($"The database in {folder.PostgresFolder} is deleted.");
                return ExitCode.Success;
            }
        );
        return command;
    }

    private static void EnsureOwn(DataFolder data, Surroundings surroundings)
    {
        var origin =
            surroundings.FindVariable(DatabaseSettings.UrlSetting) is not null ? "is set in the environment"
            : GivenSettings.ReadNames(data.ReadSettings()).Contains(DatabaseSettings.UrlSetting)
                ? $"was given to up, which keeps it in {data.SettingsFile}"
            : null;
        if (origin is not null)
        {
            throw new FailedException(
                $"{DatabaseSettings.UrlSetting} {origin}. reset deletes only a database that up or postgres made in the data folder."
            );
        }

        if (!Directory.Exists(data.PostgresFolder))
        {
            throw new FailedException($"There is no database in the data folder {data.FullPath}.");
        }
    }

    private static Task<bool> IsMeantAsync(
        DataFolder data,
        Surroundings surroundings,
        TextWriter output,
        CancellationToken cancellationToken
    ) =>
        surroundings.Input is null
            ? YesOrNo.AskAsync(
                Console.In,
                output,
                $"Delete the database in {data.PostgresFolder} and all its data?",
                cancellationToken
            )
            : throw new UsageException(
                "Standard input is not a terminal, so reset cannot ask. --yes deletes the database without a question."
            );
}
