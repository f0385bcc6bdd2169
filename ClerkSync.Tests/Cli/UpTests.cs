using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using ClerkSync.Cli.Settings;
using ClerkSync.LocalHost.Up;
using ClerkSync.SimulatedClerk.Objects;
using ClerkSync.Tests.Drivers;
using Npgsql;

namespace ClerkSync.Tests.Cli;

/// <summary><c>up</c> on an existing database, and the verbs against it.</summary>
public sealed class UpTests : IAsyncLifetime, IProgress<string>
{
    private readonly CliFolder _folder = new();
    private readonly List<string> _messages = [];
    private string _databaseUrl = "";

    public async Task InitializeAsync() => _databaseUrl = await TestPostgres.CreateDatabaseAsync(isEmpty: true);

    public Task DisposeAsync()
    {
        _folder.Dispose();
        return Task.CompletedTask;
    }

    void IProgress<string>.Report(string value) => _messages.Add(value);

    [Fact]
    public async Task User_is_created_updated_and_deleted_and_a_late_update_is_stale()
    {
        await using var session = await StartAsync(FreePort());

        var created = await _folder.RunAsync("trigger user.created --first-name Ada");
        var updated = await _folder.RunAsync("trigger user.updated");
        var deleted = await _folder.RunAsync("trigger user.deleted --times 2");
        var late = await _folder.RunAsync("trigger user.updated");

        Assert.Equal([0, 0, 0, 0], [created.ExitCode, updated.ExitCode, deleted.ExitCode, late.ExitCode]);
        Assert.Equal(["applied"], Outcomes(created));
        Assert.Equal(["applied"], Outcomes(updated));
        Assert.Equal(["applied", "duplicate"], Outcomes(deleted));
        Assert.Equal(["stale"], Outcomes(late));
    }

    [Fact]
    public async Task Rejected_delivery_is_listed_shown_and_rejected_again()
    {
        await using var session = await StartAsync(FreePort());

        var sent = await _folder.RunAsync("trigger user.created --set updated_at=null --svix-id msg_bad");
        var listed = await _folder.RunAsync("deliveries --failed --json");
        var payload = await _folder.RunAsync("delivery msg_bad --payload");
        var replayed = await _folder.RunAsync("replay msg_bad");

        Assert.Equal([1, 0, 0, 1], [sent.ExitCode, listed.ExitCode, payload.ExitCode, replayed.ExitCode]);
        Assert.Equal("rejected", JsonNode.Parse(listed.Output)![0]!["outcome"]!.GetValue<string>());
        Assert.Equal("user.created", JsonNode.Parse(payload.Output)!["type"]!.GetValue<string>());
        Assert.EndsWith("}", payload.Output, StringComparison.Ordinal);
        Assert.Contains("data $.updated_at", replayed.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Filters_select_the_listed_deliveries()
    {
        await using var session = await StartAsync(FreePort());
        await _folder.RunAsync("trigger user.created --svix-id msg_user");
        await _folder.RunAsync("trigger session.created --svix-id msg_session");

        var byType = await _folder.RunAsync("deliveries --type session.created --since 1h --json");
        var byOutcome = await _folder.RunAsync("deliveries --outcome applied --json");
        var future = await _folder.RunAsync("deliveries --since 2099-01-01 --json");

        Assert.Equal(["msg_session"], Ids(byType));
        Assert.Equal(["msg_user"], Ids(byOutcome));
        Assert.Equal([], Ids(future));
    }

    [Fact]
    public async Task All_failed_deliveries_are_replayed_and_counted()
    {
        await using var session = await StartAsync(FreePort());
        await using var database = Npgsql.NpgsqlDataSource.Create(_databaseUrl);
        await ExecuteAsync(database, "alter table users add constraint forbid check (first_name <> 'Ada') not valid");
        await _folder.RunAsync("trigger user.created --first-name Ada");
        await _folder.RunAsync("trigger user.created --first-name Ada");
        await _folder.RunAsync("trigger user.created --set updated_at=null");
        await ExecuteAsync(database, "alter table users drop constraint forbid");

        var replayed = await _folder.RunAsync("replay --failed");
        var again = await _folder.RunAsync("replay --failed --outcome failed");
        var asJson = await _folder.RunAsync("replay --failed --json");

        Assert.Equal((1, "2 applied, 1 rejected"), (replayed.ExitCode, replayed.Output.Trim()));
        Assert.Equal((0, "Nothing to replay."), (again.ExitCode, again.Output.Trim()));
        Assert.Equal(1, (int)JsonNode.Parse(asJson.Output)!["rejected"]!);
    }

    [Fact]
    public async Task Wrong_route_is_answered_with_the_correct_path()
    {
        await using var session = await StartAsync(FreePort());

        var sent = await _folder.RunAsync($"trigger user.created --url {new Uri(session.Endpoint, "/webhooks")}");

        Assert.Equal(1, sent.ExitCode);
        Assert.Contains("The path is /api/webhooks/clerk", sent.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ignored_delivery_whose_payload_is_kept_can_be_replayed()
    {
        await using var session = await StartAsync(FreePort(), ("ClerkSync__KeepPayloads", "all"));
        await _folder.RunAsync("trigger session.created --svix-id msg_session");

        var replayed = await _folder.RunAsync("replay msg_session");

        var asJson = await _folder.RunAsync("replay msg_session --json");
        Assert.Equal((0, "msg_session ignored"), (replayed.ExitCode, replayed.Output.Trim()));
        Assert.Equal("ignored", (string)JsonNode.Parse(asJson.Output)!["outcome"]!);
    }

    [Fact]
    public async Task Delivery_without_a_payload_cannot_be_replayed()
    {
        await using var session = await StartAsync(FreePort());
        await _folder.RunAsync("trigger user.created --svix-id msg_good");

        var replayed = await _folder.RunAsync("replay msg_good");

        Assert.Equal(1, replayed.ExitCode);
        Assert.Contains("not kept", replayed.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Doctor_finds_no_problem_in_a_running_up()
    {
        await using var session = await StartAsync(FreePort());

        var doctor = await _folder.RunAsync("doctor --json");

        Assert.Equal(0, doctor.ExitCode);
        Assert.All(
            JsonNode.Parse(doctor.Output)!.AsArray(),
            finding => Assert.Equal("ok", finding!["status"]!.GetValue<string>())
        );
    }

    [Fact]
    public async Task Signing_secret_and_function_key_survive_a_restart()
    {
        string functionKey;
        await using (var first = await StartAsync(FreePort()))
        {
            functionKey = first.FunctionKey;
        }

        var before = _folder.Data.ReadSettings()["CLERK_WEBHOOK_SIGNING_SECRET"];
        await using var second = await StartAsync(FreePort());

        Assert.Matches("^whsec_[A-Za-z0-9+/]{32}$", before);
        Assert.Equal(before, _folder.Data.ReadSettings()["CLERK_WEBHOOK_SIGNING_SECRET"]);
        Assert.Equal(functionKey, second.FunctionKey);
    }

    [Fact]
    public async Task Sign_up_in_the_simulated_Clerk_becomes_a_row()
    {
        await using var session = await StartAsync(FreePort());

        var user = session.Clerk!.Users.Create(new NewUser { Emails = ["ada@example.com"] });
        Assert.True(await session.Clerk.WaitUntilIdleAsync(TimeSpan.FromSeconds(20), CancellationToken.None));

        await using var source = NpgsqlDataSource.Create(_databaseUrl);
        await using var command = source.CreateCommand("select clerk_id from users where email = 'ada@example.com'");
        Assert.Equal(user.Id, await command.ExecuteScalarAsync());
    }

    [Fact]
    public async Task Data_folder_has_the_settings_of_the_simulated_Clerk()
    {
        await using var session = await StartAsync(FreePort());

        var settings = _folder.Data.ReadSettings();

        Assert.Equal(session.Clerk!.BaseUrl, settings["CLERK_API_URL"]);
        Assert.Equal(session.Clerk.BaseUrl, settings["CLERK_ISSUER"]);
        Assert.Equal(session.Clerk.SecretKey, settings["CLERK_SECRET_KEY"]);
        Assert.StartsWith("sk_test_", session.Clerk.SecretKey, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Key_from_the_environment_is_not_sent_to_the_simulated_Clerk()
    {
        await using var session = await StartAsync(FreePort());

        var settings = VerbSettings.Read(_folder.Around(("CLERK_SECRET_KEY", "sk_live_real")), _folder.Data);

        Assert.Null(settings.Configuration["CLERK_API_URL"]);
        Assert.Null(settings.Configuration["CLERK_ISSUER"]);
    }

    [Fact]
    public async Task Requested_port_of_the_simulated_Clerk_is_rejected_when_it_is_taken()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port;

        var rejection = await Assert.ThrowsAsync<UpException>(() =>
            UpSession.StartAsync(Options(_folder.Data, FreePort()) with { ClerkPort = port }, this, default)
        );

        Assert.Contains($"Port {port} is taken", rejection.Message, StringComparison.Ordinal);
        Assert.Contains("--clerk-port", rejection.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Requested_port_is_rejected_when_it_is_taken()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port;

        var rejection = await Assert.ThrowsAsync<UpException>(() => StartAsync(port));

        Assert.Contains($"Port {port} is taken", rejection.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_ups_without_a_requested_port_get_different_ports()
    {
        using var other = new CliFolder();
        await using var one = await StartAsync(port: null);
        _databaseUrl = await TestPostgres.CreateDatabaseAsync(isEmpty: true);
        await using var two = await StartAsync(other.Data, port: null);

        Assert.NotEqual(one.Endpoint, two.Endpoint);
        Assert.NotEqual(one.Clerk!.BaseUrl, two.Clerk!.BaseUrl);
        Assert.Contains(
            _messages,
            sentence => sentence.Contains("is taken by another program", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task Password_of_a_given_database_is_not_in_the_psql_command()
    {
        await using var session = await StartAsync(FreePort());

        var password = new Npgsql.NpgsqlConnectionStringBuilder(_databaseUrl).Password!;
        Assert.StartsWith("psql -h 127.0.0.1", session.PsqlCommand, StringComparison.Ordinal);
        Assert.DoesNotContain(password, session.PsqlCommand, StringComparison.Ordinal);
    }

    private Task<UpSession> StartAsync(int? port, params (string, string)[] environment) =>
        StartAsync(_folder.Data, port, environment);

    private Task<UpSession> StartAsync(DataFolder data, int? port, params (string, string)[] environment) =>
        UpSession.StartAsync(Options(data, port, environment), this, CancellationToken.None);

    private UpOptions Options(DataFolder data, int? port, params (string, string)[] environment) =>
        new()
        {
            Data = data,
            Port = port,
            Configuration = VerbSettings
                .FromEnvironment(_folder.Around([("DATABASE_URL", _databaseUrl), .. environment]))
                .Configuration,
        };

    private static async Task ExecuteAsync(Npgsql.NpgsqlDataSource database, string sql)
    {
        await using var command = database.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    private static string[] Ids(CliResult listed) =>
        [.. JsonNode.Parse(listed.Output)!.AsArray().Select(delivery => delivery!["svixId"]!.GetValue<string>())];

    private static string[] Outcomes(CliResult result) =>
        [
            .. result
                .Output.Split('\n')
                .Where(line => line.StartsWith("200 ", StringComparison.Ordinal))
                .Select(line => JsonNode.Parse(line[4..])!["outcome"]!.GetValue<string>()),
        ];

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
