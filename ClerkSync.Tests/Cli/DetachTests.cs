using System.Net;
using System.Runtime.Versioning;
using ClerkSync.LocalHost.Up;
using ClerkSync.Tests.Drivers;

namespace ClerkSync.Tests.Cli;

/// <summary><c>up --detach</c> and <c>stop</c>.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class DetachTests : IAsyncLifetime
{
    private readonly CliFolder _folder = new();
    private string _databaseUrl = "";

    public async Task InitializeAsync() => _databaseUrl = await TestPostgres.CreateDatabaseAsync();

    public async Task DisposeAsync()
    {
        await _folder.RunAsync("stop");
        _folder.Dispose();
    }

    [Fact]
    public async Task Up_in_the_background_answers_until_stop()
    {
        var started = await DetachAsync();
        var endpoint = UpProcess.Read(_folder.Data)!.Endpoint;
        var health = await AskAsync(endpoint);

        var stopped = await _folder.RunAsync("stop");

        Assert.Equal((0, ""), (started.ExitCode, started.Errors));
        Assert.Contains($"{endpoint}", started.Output, StringComparison.Ordinal);
        Assert.Contains("stop --data", started.Output, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, health);
        Assert.Equal((0, "Stopped."), (stopped.ExitCode, stopped.Output.Trim()));
        await Assert.ThrowsAsync<HttpRequestException>(() => AskAsync(endpoint));
        Assert.Contains("\nStopping.\n", await ReadLogAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Log_is_readable_only_by_its_owner()
    {
        await DetachAsync();

        var mode = File.GetUnixFileMode(_folder.Data.File("up.log"));

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, mode);
    }

    [Fact]
    public async Task Second_up_is_rejected_and_keeps_the_log_of_the_first()
    {
        await DetachAsync();
        var log = await ReadLogAsync();

        var second = await DetachAsync();

        Assert.Equal((1, ""), (second.ExitCode, second.Output));
        Assert.Contains("up is already running on the data folder", second.Errors, StringComparison.Ordinal);
        Assert.StartsWith(log, await ReadLogAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Up_that_cannot_start_reports_why()
    {
        var failed = await DetachAsync("--port", "7071", "--clerk-port", "7071");

        Assert.Equal(1, failed.ExitCode);
        Assert.Contains("Port 7071 is taken", failed.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stop_ends_an_up_in_another_terminal()
    {
        await using var up = await RunningVerb.StartAsync(
            ["up", "--data", _folder.Data.FullPath],
            ("DATABASE_URL", _databaseUrl)
        );

        var stopped = await _folder.RunAsync("stop");

        Assert.Equal((0, "Stopped."), (stopped.ExitCode, stopped.Output.Trim()));
        Assert.Equal(0, await up.WaitAsync(TimeSpan.FromMinutes(1)));
    }

    [Fact]
    public async Task Stop_without_a_running_up_is_a_no_op()
    {
        var stopped = await _folder.RunAsync("stop");

        Assert.Equal(0, stopped.ExitCode);
        Assert.StartsWith("up is not running", stopped.Output, StringComparison.Ordinal);
        Assert.False(_folder.Data.Exists);
    }

    private Task<(int ExitCode, string Output, string Errors)> DetachAsync(params string[] options) =>
        CliProcess.RunAsync(
            ["up", "--detach", "--data", _folder.Data.FullPath, .. options],
            ("DATABASE_URL", _databaseUrl)
        );

    private async Task<string> ReadLogAsync()
    {
        await using var file = new FileStream(
            _folder.Data.File("up.log"),
            FileMode.Open,
            FileAccess.Read,
            FileShare.ReadWrite
        );
        return await new StreamReader(file).ReadToEndAsync();
    }

    private static async Task<HttpStatusCode> AskAsync(Uri endpoint)
    {
        using var http = new HttpClient();
        using var response = await http.GetAsync(new Uri(endpoint, "../health"));
        return response.StatusCode;
    }
}
