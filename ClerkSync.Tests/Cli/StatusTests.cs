using System.Diagnostics;
using System.Net;
using System.Runtime.Versioning;
using System.Xml.Linq;
using ClerkSync.Cli.Up;
using ClerkSync.LocalHost.Up;
using ClerkSync.Tests.Drivers;

namespace ClerkSync.Tests.Cli;

/// <summary><c>status</c>.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class StatusTests : IDisposable
{
    private readonly CliFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Running_up_is_shown_without_secrets()
    {
        await using var session = await StartAsync();

        var status = await _folder.RunAsync("status");

        Assert.Equal((0, ""), (status.ExitCode, status.Errors));
        Assert.Contains($"up is running (process {Environment.ProcessId})", status.Output, StringComparison.Ordinal);
        Assert.Contains($"{session.Endpoint}", status.Output, StringComparison.Ordinal);
        Assert.Contains($"{session.Health}", status.Output, StringComparison.Ordinal);
        Assert.Contains($"{session.Console}", status.Output, StringComparison.Ordinal);
        Assert.Contains(session.Clerk!.BaseUrl, status.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(Password(), status.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Disabled_console_is_not_shown_or_opened()
    {
        await using var session = await StartAsync(("AzureWebJobs_ClerkSyncGetConsole_Disabled", "true"));
        var ready = new StringWriter();
        new UpScreen(ready, "clerksync").ShowReady(session, _folder.Data, "", "Ctrl-C");

        var status = await _folder.RunAsync("status");
        var open = await _folder.RunAsync("open console");

        Assert.Equal(1, open.ExitCode);
        Assert.Contains("turns the console off", open.Errors, StringComparison.Ordinal);
        Assert.Null(session.Console);
        Assert.DoesNotContain("Console", status.Output + ready, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Picture_in_the_README_has_the_lines_of_up()
    {
        await using var session = await StartAsync();
        var ready = new StringWriter();
        new UpScreen(ready, "./clerksync").ShowReady(session, _folder.Data, "", "Ctrl-C");

        var picture = XDocument
            .Load(Path.Combine(Repository.Root, "docs", "up.svg"))
            .Descendants("{http://www.w3.org/2000/svg}text")
            .Select(text => text.Value.Replace('\u00a0', ' '));

        Assert.Equal(FixedColumns($"{ready}".Split('\n')), FixedColumns(picture));
    }

    [Fact]
    public async Task Console_is_opened_with_its_key()
    {
        await using var session = await StartAsync();

        var open = await _folder.RunAsync("open console");

        Assert.Equal((0, ""), (open.ExitCode, open.Errors));
        Assert.Equal($"{session.Console}\nFunction key  {session.FunctionKey}\n", open.Output);
    }

    [Fact]
    public async Task Shell_output_gives_access_to_the_running_up()
    {
        await using var session = await StartAsync();

        var lines = await _folder.RunAsync("status -o env");

        var values = await EvaluateAsync(lines.Output, "$DATABASE_URL", "$CLERKSYNC_FUNCTION_KEY", "$CLERKSYNC_GIVEN");
        Assert.Equal([_folder.Data.ReadSettings()["DATABASE_URL"], session.FunctionKey, ""], values);
        Assert.Equal(HttpStatusCode.OK, await ListDeliveriesAsync(session, values[1]));
    }

    [Fact]
    public async Task Unknown_output_format_is_rejected_with_the_supported_format()
    {
        var rejection = await _folder.RunAsync("status -o json");

        Assert.Equal(2, rejection.ExitCode);
        Assert.Contains("--output must be env.", rejection.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stopped_or_killed_up_is_not_shown_as_running()
    {
        var never = await _folder.RunAsync("status");
        await using (await StartAsync()) { }
        new UpProcess(1, new Uri("http://127.0.0.1:7071")).Write(_folder.Data);

        var killed = await _folder.RunAsync("status -o env");

        Assert.Equal((1, 1, ""), (never.ExitCode, killed.ExitCode, killed.Output));
        Assert.Contains("up is not running on the data folder", never.Errors, StringComparison.Ordinal);
        Assert.Contains("up is not running on the data folder", killed.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("status")]
    [InlineData("stop")]
    public async Task Files_of_a_data_folder_without_up_are_not_changed(string verb)
    {
        _folder.Data.Ensure();
        string[] files = [_folder.Data.File("up"), _folder.Data.File("stop")];
        Array.ForEach(files, file => File.WriteAllText(file, "mine"));

        await _folder.RunAsync(verb);

        Assert.All(files, file => Assert.Equal("mine", File.ReadAllText(file)));
    }

    [Fact]
    public async Task Up_that_is_starting_is_not_shown_as_running()
    {
        using var starting = await RunningUp.TakeAsync(_folder.Data, default);

        var status = await _folder.RunAsync("status");

        Assert.Equal(1, status.ExitCode);
        Assert.Contains("up is starting", status.Errors, StringComparison.Ordinal);
    }

    /// <summary>Returns the indented lines without their second column, whose values differ from run to run.</summary>
    private static IEnumerable<string> FixedColumns(IEnumerable<string> lines) =>
        lines
            .Where(line => line.StartsWith("  ", StringComparison.Ordinal))
            .Select(line => line.Split("  ", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            .Select(columns => string.Join('|', columns.Where((_, i) => i != 1)));

    private async Task<UpSession> StartAsync(params (string, string)[] environment) =>
        await _folder.StartUpAsync([("DATABASE_URL", await TestPostgres.CreateDatabaseAsync()), .. environment]);

    private string Password() => Core.Database.DatabaseUrl.Parse(_folder.Data.ReadSettings()["DATABASE_URL"]).Password!;

    private static async Task<HttpStatusCode> ListDeliveriesAsync(UpSession session, string key)
    {
        using var http = new HttpClient();
        using var response = await http.GetAsync(new Uri(session.Endpoint, $"../ops/deliveries?code={key}"));
        return response.StatusCode;
    }

    private static async Task<string[]> EvaluateAsync(string lines, params string[] words)
    {
        var start = new ProcessStartInfo("sh", ["-c", $"{lines}\nprintf '%s\\n' \"{string.Join("\" \"", words)}\""])
        {
            RedirectStandardOutput = true,
        };
        using var shell = Process.Start(start)!;
        return (await shell.StandardOutput.ReadToEndAsync()).Split('\n')[..words.Length];
    }
}
