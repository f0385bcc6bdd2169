using System.CommandLine;
using ClerkSync.Cli.Settings;
using ClerkSync.Core.ClerkApi;
using ClerkSync.Core.Database;
using ClerkSync.LocalHost.Up;

namespace ClerkSync.Cli.Up;

internal static class StatusVerb
{
    private const string FunctionKeyVariable = "CLERKSYNC_FUNCTION_KEY";

    public static Command Create(Surroundings surroundings)
    {
        var data = new DataOption();
        var format = new ChoiceOption("--output", "env")
        {
            Description = "env prints the settings of the running \"up\" as KEY=VALUE lines for a shell.",
            Aliases = { "-o" },
        };
        var command = new Verb(
            "status",
            "Shows whether \"up\" is running with the data folder, and the URLs of \"up\". Exits with 1 if it is not running.",
            $"""
            -o env prints the settings in clerk.env, and CLERKSYNC_FUNCTION_KEY, which opens the routes below ops/. These are secret:
            DATABASE_URL, CLERK_SECRET_KEY, CLERK_WEBHOOK_SIGNING_SECRET, STRIPE_SECRET_KEY, ClerkSync__ApiKeys__RevealKey and
            CLERKSYNC_FUNCTION_KEY.

            Example:
              {surroundings.Command} status
              set -a; eval "$({surroundings.Command} status -o env)"; set +a
            """
        )
        {
            format,
            data,
        };
        command.SetAction(
            async (parsed, _) =>
            {
                var folder = data.Find(parsed, surroundings);
                var running = Get(folder, surroundings.Command);
                var output = parsed.InvocationConfiguration.Output;
                await (
                    parsed.GetValue(format) is null
                        ? output.WriteLineAsync(Describe(running, folder))
                        : output.WriteAsync(ToLines(folder))
                );
                return ExitCode.Success;
            }
        );
        return command;
    }

    /// <summary>Lines about what is running and where. They contain no secret.</summary>
    public static string Describe(UpProcess running, DataFolder data)
    {
        var settings = data.ReadSettings();
        var clerk = GivenSettings.ReadNames(settings).Intersect(GivenSettings.OfClerk).Any()
            ? "your own"
            : $"{settings[ClerkApiUrl.Setting]}  a simulated one";
        var console = running.Console is { } page ? $"\n  Console   {page}" : "";
        return $"""
            up is running (process {running.Id}).

              Endpoint  {running.Endpoint}
              Health    {new Uri(running.Endpoint, "../health")}{console}
              Clerk     {clerk}
              Database  {PsqlLine.Url(DatabaseUrl.Parse(settings[DatabaseSettings.UrlSetting]))}
              Settings  {data.SettingsFile}
            """;
    }

    /// <exception cref="FailedException">up is not running on the data folder.</exception>
    public static UpProcess Get(DataFolder data, string command) =>
        !RunningUp.IsHeld(data)
            ? throw new FailedException(
                $"up is not running on the data folder {data.FullPath}. Start it with {command} up, or give another folder with --data."
            )
            : UpProcess.Read(data) ?? throw new FailedException("up is starting. Ask again when it is ready.");

    private static string ToLines(DataFolder data) =>
        DataFolder.ToLines(
            data.ReadSettings()
                .Where(setting => setting.Key != GivenSettings.ListName)
                .Append(new(FunctionKeyVariable, UpSettings.EnsureFunctionKey(data)))
        );
}
