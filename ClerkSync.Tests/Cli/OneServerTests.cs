using System.Diagnostics;
using System.Net;
using System.Runtime.Versioning;
using ClerkSync.Core.Database;
using ClerkSync.LocalHost.Up;
using ClerkSync.Tests.Drivers;
using ClerkSync.Tests.SimulatedClerk;
using Npgsql;

namespace ClerkSync.Tests.Cli;

/// <summary><c>postgres</c> and <c>clerk</c> as separate processes.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class OneServerTests : IDisposable
{
    private static readonly TimeSpan MaxWait = TimeSpan.FromMinutes(1);

    private readonly CliFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Postgres_answers_until_it_is_interrupted()
    {
        await using var verb = await RunningVerb.StartAsync("postgres", "--data", _folder.Data.FullPath);
        var url = _folder.Data.ReadSettings()["DATABASE_URL"];

        var answer = await AskAsync(url);
        var exitCode = await verb.StopAsync("INT", MaxWait);

        Assert.Equal((1, 0), (answer, exitCode));
        Assert.Contains(url, verb.Printed, StringComparison.Ordinal);
        await Assert.ThrowsAnyAsync<NpgsqlException>(() => AskAsync(url));
    }

    [Fact]
    public async Task Clerk_answers_and_delivers_until_it_is_terminated()
    {
        await using var inbox = await Inbox.StartAsync();
        await using var verb = await RunningVerb.StartAsync(
            "clerk",
            "--webhook",
            inbox.Endpoint.AbsoluteUri,
            "--data",
            _folder.Data.FullPath
        );
        var settings = _folder.Data.ReadSettings();

        var status = await SignUpAsync(settings["CLERK_API_URL"], settings["CLERK_SECRET_KEY"]);
        await WaitUntilAsync(() => inbox.Received.Count > 0);
        var exitCode = await verb.StopAsync("TERM", MaxWait);

        Assert.Equal((HttpStatusCode.OK, 0), (status, exitCode));
        Assert.Equal(["user.created"], inbox.Types);
        Assert.Contains(settings["CLERK_API_URL"], verb.Printed, StringComparison.Ordinal);
        Assert.Contains(_folder.Data.SettingsFile, verb.Printed, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Postgres_and_clerk_store_their_settings_side_by_side()
    {
        await using var clerk = await RunningVerb.StartAsync("clerk", "--data", _folder.Data.FullPath);
        await using var postgres = await RunningVerb.StartAsync("postgres", "--data", _folder.Data.FullPath);

        var settings = _folder.Data.ReadSettings();

        string[] expected =
        [
            "CLERKSYNC_URL",
            "CLERK_API_URL",
            "CLERK_ISSUER",
            "CLERK_SECRET_KEY",
            "CLERK_WEBHOOK_SIGNING_SECRET",
            "DATABASE_URL",
        ];
        Assert.Equal(expected, settings.Keys.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("postgres")]
    [InlineData("clerk")]
    public async Task Verb_does_not_start_on_a_data_folder_that_up_uses(string verb)
    {
        using var up = await RunningUp.TakeAsync(_folder.Data, default);
        up.Show(new Uri("http://127.0.0.1:7071/api/webhooks/clerk"));

        var rejection = await _folder.RunAsync(verb);

        Assert.Equal(1, rejection.ExitCode);
        Assert.Contains("up is already running on the data folder", rejection.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("postgres", "DATABASE_URL")]
    [InlineData("clerk", "CLERK_SECRET_KEY")]
    public async Task Verb_does_not_replace_a_setting_that_was_given_to_up(string verb, string name)
    {
        _folder.Data.WriteSettings(new Dictionary<string, string> { [name] = "given", ["CLERKSYNC_GIVEN"] = name });

        var rejection = await _folder.RunAsync(verb);

        Assert.Equal(1, rejection.ExitCode);
        Assert.Contains($"An earlier up was given {name}", rejection.Errors, StringComparison.Ordinal);
        Assert.Equal("given", _folder.Data.ReadSettings()[name]);
    }

    private static async Task<object?> AskAsync(string url)
    {
        await using var dataSource = NpgsqlDataSource.Create(DatabaseUrl.Parse(url).ConnectionString);
        await using var command = dataSource.CreateCommand("select 1");
        return await command.ExecuteScalarAsync();
    }

    private static async Task<HttpStatusCode> SignUpAsync(string clerk, string key)
    {
        using var http = new HttpClient { DefaultRequestHeaders = { Authorization = new("Bearer", key) } };
        using var body = new StringContent("""{"email_address": ["ada@example.com"]}""", null, "application/json");
        using var response = await http.PostAsync(new Uri($"{clerk}/v1/users"), body);
        return response.StatusCode;
    }

    private static async Task WaitUntilAsync(Func<bool> isTrue)
    {
        var started = Stopwatch.GetTimestamp();
        while (!isTrue())
        {
            Assert.True(Stopwatch.GetElapsedTime(started) < MaxWait);
            await Task.Delay(50);
        }
    }
}
