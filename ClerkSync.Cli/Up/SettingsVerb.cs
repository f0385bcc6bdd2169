using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using ClerkSync.Cli.Settings;
using ClerkSync.Core;
using ClerkSync.Core.Database;
using ClerkSync.Core.Sessions;
using ClerkSync.LocalHost.Up;
using ClerkSync.SimulatedClerk;
using Microsoft.Extensions.Configuration;

namespace ClerkSync.Cli.Up;

internal static class SettingsVerb
{
    private const string FileName = "local.settings.json";

    // Settings of the verbs. The functions do not read them.
    private const string OwnPrefix = "CLERKSYNC_";

    private static readonly JsonSerializerOptions Readable = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static Command Create(Surroundings surroundings)
    {
        var data = new DataOption();
        var file = new Option<string?>("--file")
        {
            Description = $"The file to write. Default: {FileName} beside ClerkSync.sln, else here.",
            HelpName = "FILE",
        };
        var force = new Option<bool>("--force") { Description = "Replace the file if it exists." };
        var command = new Verb(
            "settings",
            $"Writes {FileName} from clerk.env in the data folder, so that func start runs the functions.",
            $"""
            The file contains the secrets of clerk.env; only you can read it. Start the servers first, each in a terminal of its own:

              {surroundings.Command} postgres
              {surroundings.Command} clerk

            Then:
              {surroundings.Command} migrate
              {surroundings.Command} settings
              cd ClerkSync.Functions && func start
            """
        )
        {
            file,
            force,
            data,
        };
        command.SetAction(
            async (parsed, _) =>
            {
                var path = Path.Combine(
                    surroundings.CurrentFolder,
                    parsed.GetValue(file)
                        ?? Path.Combine(surroundings.FindRoot() ?? surroundings.CurrentFolder, FileName)
                );
                if (File.Exists(path) && !parsed.GetValue(force))
                {
                    throw new FailedException($"{path} already exists. --force replaces it.");
                }

                PrivateFile.Write(path, ToJson(data.Find(parsed, surroundings)).ToJsonString(Readable) + "\n");
                await parsed.InvocationConfiguration.Output.WriteLineAsync($"{path} is written.");
                return ExitCode.Success;
            }
        );
        return command;
    }

    private static JsonObject ToJson(DataFolder data)
    {
        var settings = data.ReadSettings()
            .Where(setting => !setting.Key.StartsWith(OwnPrefix, StringComparison.Ordinal))
            .ToDictionary(setting => setting.Key, setting => (string?)setting.Value);
        if (!settings.ContainsKey(DatabaseSettings.UrlSetting))
        {
            throw new SettingException(
                DatabaseSettings.UrlSetting,
                $"{data.SettingsFile} has no {DatabaseSettings.UrlSetting}. Start \"postgres\" and \"clerk\" first, or give --data."
            );
        }

        var origins = AuthorizedParties.Read(new ConfigurationBuilder().AddInMemoryCollection(settings).Build());
        return new JsonObject
        {
            ["IsEncrypted"] = false,
            ["Values"] = new JsonObject([
                new("FUNCTIONS_WORKER_RUNTIME", "dotnet-isolated"),
                .. settings.Select(setting => KeyValuePair.Create(setting.Key, (JsonNode?)setting.Value)),
            ]),
            ["Host"] = new JsonObject { ["CORS"] = string.Join(',', origins), ["CORSCredentials"] = false },
        };
    }
}
