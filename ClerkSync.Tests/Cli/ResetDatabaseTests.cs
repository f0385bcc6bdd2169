using System.Runtime.Versioning;
using ClerkSync.LocalHost.Up;
using ClerkSync.Tests.Drivers;

namespace ClerkSync.Tests.Cli;

/// <summary><c>reset</c>.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class ResetDatabaseTests : IDisposable
{
    private readonly CliFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [TerminalFact]
    public async Task Database_is_deleted_only_after_a_yes_and_the_next_start_creates_a_new_one()
    {
        await StartOnceAsync();

        var rejected = await AnswerAsync("n");
        var isKept = Directory.Exists(_folder.Data.PostgresFolder);
        var confirmed = await AnswerAsync("y");
        var isDeleted = !Directory.Exists(_folder.Data.PostgresFolder);
        await StartOnceAsync();

        Assert.Equal((1, 0), (rejected, confirmed));
        Assert.Equal((true, true), (isKept, isDeleted));
        Assert.True(Directory.Exists(_folder.Data.PostgresFolder));
    }

    [TerminalFact]
    public async Task Reset_without_a_terminal_requires_the_yes_option()
    {
        await StartOnceAsync();
        await using var terminal = Terminal.StartCli($"reset --data '{_folder.Data.FullPath}' </dev/null");
        var (exitCode, printed) = await terminal.WaitAsync();
        var isKept = Directory.Exists(_folder.Data.PostgresFolder);

        var confirmed = await _folder.RunAsync("reset --yes");

        Assert.Equal((2, true), (exitCode, isKept));
        Assert.Contains("--yes deletes the database without a question", printed, StringComparison.Ordinal);
        Assert.Equal((0, ""), (confirmed.ExitCode, confirmed.Errors));
        Assert.False(Directory.Exists(_folder.Data.PostgresFolder));
        Assert.DoesNotContain("DATABASE_URL", _folder.Data.ReadSettings().Keys);
    }

    [Fact]
    public async Task Database_in_use_is_not_deleted()
    {
        await using var verb = await RunningVerb.StartAsync("postgres", "--data", _folder.Data.FullPath);

        var byPostgres = await _folder.RunAsync("reset --yes");
        using var up = await RunningUp.TakeAsync(_folder.Data, default);
        var byUp = await _folder.RunAsync("reset --yes");

        Assert.Equal((3, 1), (byPostgres.ExitCode, byUp.ExitCode));
        Assert.Contains("Another process is using", byPostgres.Errors, StringComparison.Ordinal);
        Assert.Contains("up is already running on the data folder", byUp.Errors, StringComparison.Ordinal);
        Assert.True(Directory.Exists(_folder.Data.PostgresFolder));
    }

    [Fact]
    public async Task Reset_of_a_database_from_DATABASE_URL_is_rejected()
    {
        Directory.CreateDirectory(_folder.Data.PostgresFolder);
        var fromEnvironment = await _folder.RunAsync(
            "reset --yes",
            ("DATABASE_URL", "postgresql://db.example.com/app")
        );
        _folder.Data.WriteSettings(
            new Dictionary<string, string> { ["DATABASE_URL"] = "given", ["CLERKSYNC_GIVEN"] = "DATABASE_URL" }
        );

        var fromUp = await _folder.RunAsync("reset --yes");

        Assert.Equal((1, 1), (fromEnvironment.ExitCode, fromUp.ExitCode));
        Assert.Contains("DATABASE_URL is set in the environment", fromEnvironment.Errors, StringComparison.Ordinal);
        Assert.Contains("DATABASE_URL was given to up", fromUp.Errors, StringComparison.Ordinal);
        Assert.True(Directory.Exists(_folder.Data.PostgresFolder));
    }

    [Fact]
    public async Task Folder_without_a_ClerkSync_database_is_not_deleted()
    {
        var nothing = await _folder.RunAsync("reset --yes");
        Directory.CreateDirectory(_folder.Data.PostgresFolder);
        await File.WriteAllTextAsync(Path.Combine(_folder.Data.PostgresFolder, "notes"), "mine");

        var other = await _folder.RunAsync("reset --yes");

        Assert.Equal((1, 3), (nothing.ExitCode, other.ExitCode));
        Assert.Contains("There is no database in", nothing.Errors, StringComparison.Ordinal);
        Assert.Contains("There is no database in", other.Errors, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(_folder.Data.PostgresFolder, "notes")));
    }

    private async Task StartOnceAsync()
    {
        await using var verb = await RunningVerb.StartAsync("postgres", "--data", _folder.Data.FullPath);
    }

    private async Task<int> AnswerAsync(string answer)
    {
        await using var terminal = Terminal.StartCli($"reset --data '{_folder.Data.FullPath}'");
        await terminal.WaitForAsync("[y/N]");
        await terminal.TypeAsync($"{answer}\n");
        return (await terminal.WaitAsync()).ExitCode;
    }
}
