using System.Runtime.Versioning;
using System.Text.Json.Nodes;

namespace ClerkSync.Tests.Cli;

/// <summary><c>settings</c>.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class SettingsVerbTests : IDisposable
{
    private readonly CliFolder _folder = new();

    private string Written => Path.Combine(_folder.Around().CurrentFolder, "local.settings.json");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Settings_file_has_the_settings_of_the_functions_and_is_owner_only()
    {
        WriteSettings();

        var result = await _folder.RunAsync("settings");

        Assert.Equal((0, ""), (result.ExitCode, result.Errors));
        var json = JsonNode.Parse(await File.ReadAllTextAsync(Written))!;
        Assert.Equal(
            """{"FUNCTIONS_WORKER_RUNTIME":"dotnet-isolated","DATABASE_URL":"postgresql://localhost/app","CLERK_WEBHOOK_SIGNING_SECRET":"whsec_c2VjcmV0","CLERK_AUTHORIZED_PARTIES":"http://localhost:3000 http://localhost:5173"}""",
            json["Values"]!.ToJsonString()
        );
        Assert.Equal("http://localhost:3000,http://localhost:5173", (string?)json["Host"]!["CORS"]);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Written));
    }

    [Fact]
    public async Task Existing_settings_file_is_replaced_only_with_force()
    {
        WriteSettings();
        await File.WriteAllTextAsync(Written, "mine");

        var rejected = await _folder.RunAsync("settings");
        var kept = await File.ReadAllTextAsync(Written);
        var forced = await _folder.RunAsync("settings --force");

        Assert.Equal((1, "mine", 0), (rejected.ExitCode, kept, forced.ExitCode));
        Assert.Contains("--force replaces it", rejected.Errors, StringComparison.Ordinal);
        Assert.StartsWith("{", await File.ReadAllTextAsync(Written), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Missing_database_is_reported_with_the_verbs_to_start_first()
    {
        var rejected = await _folder.RunAsync("settings");

        Assert.Equal(3, rejected.ExitCode);
        Assert.Contains("Start \"postgres\" and \"clerk\" first", rejected.Errors, StringComparison.Ordinal);
        Assert.False(File.Exists(Written));
    }

    private void WriteSettings() =>
        _folder.Data.WriteSettings(
            new Dictionary<string, string>
            {
                ["DATABASE_URL"] = "postgresql://localhost/app",
                ["CLERK_WEBHOOK_SIGNING_SECRET"] = "whsec_c2VjcmV0",
                ["CLERK_AUTHORIZED_PARTIES"] = "http://localhost:3000 http://localhost:5173",
                ["CLERKSYNC_URL"] = "http://127.0.0.1:7071/api/webhooks/clerk",
            }
        );
}
