using ClerkSync.Cli.Settings;
using ClerkSync.LocalHost.Up;
using ClerkSync.Tests.Drivers;
using Dapper;
using Npgsql;

namespace ClerkSync.Tests.Cli;

/// <summary><c>up</c> uses one Clerk, real or simulated, and rejects a database that belongs to another Clerk.</summary>
public sealed class UpClerkTests : IAsyncLifetime, IProgress<string>
{
    private const string Secret = "CLERK_WEBHOOK_SIGNING_SECRET";
    private const string Key = "CLERK_SECRET_KEY";
    private const string Api = "CLERK_API_URL";
    private const string Issuer = "CLERK_ISSUER";

    private readonly CliFolder _folder = new();
    private readonly List<string> _messages = [];
    private FakeClerkApi _clerk = null!;
    private string _databaseUrl = "";
    private NpgsqlDataSource _database = null!;

    public async Task InitializeAsync()
    {
        _databaseUrl = await TestPostgres.CreateDatabaseAsync();
        _database = NpgsqlDataSource.Create(_databaseUrl);
        _clerk = await FakeClerkApi.StartAsync();
    }

    public async Task DisposeAsync()
    {
        await _clerk.DisposeAsync();
        await _database.DisposeAsync();
        _folder.Dispose();
    }

    void IProgress<string>.Report(string value) => _messages.Add(value);

    private (string, string)[] Real => [(Secret, TestApp.Secret), (Key, FakeClerkApi.Key), (Api, _clerk.Url)];

    [Fact]
    public async Task Signing_secret_alone_simulates_no_Clerk_and_names_the_missing_settings()
    {
        await using var session = await StartAsync((Secret, TestApp.Secret));

        var backfill = await _folder.RunAsync("backfill");

        Assert.Null(session.Clerk);
        var sentence = Assert.Single(_messages, line => line.StartsWith("Still needed", StringComparison.Ordinal));
        Assert.Contains(Key, sentence, StringComparison.Ordinal);
        Assert.Contains(Issuer, sentence, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, sentence, StringComparison.Ordinal);
        Assert.Equal(3, backfill.ExitCode);
        Assert.StartsWith($"{Key} is not set", backfill.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Real_Clerk_with_all_settings_reports_nothing_missing()
    {
        await using var session = await StartAsync([.. Real, (Issuer, "https://example.clerk.accounts.dev")]);

        Assert.Null(session.Clerk);
        Assert.Contains(_messages, line => line.Contains("No Clerk is simulated", StringComparison.Ordinal));
        Assert.DoesNotContain(_messages, line => line.StartsWith("Still needed", StringComparison.Ordinal));
        Assert.Equal(FakeClerkApi.InstanceId, await ReadInstanceAsync());
    }

    [Fact]
    public async Task Next_up_reuses_the_settings_that_were_given_to_the_last()
    {
        await using (await StartAsync(Real)) { }

        await using var next = await StartBareAsync();

        Assert.Null(next.Clerk);
        Assert.Contains(
            _messages,
            line =>
                line.Contains("earlier up stored them", StringComparison.Ordinal)
                && line.Contains(Key, StringComparison.Ordinal)
        );
        var settings = _folder.Data.ReadSettings();
        Assert.Equal(
            (TestApp.Secret, FakeClerkApi.Key, _databaseUrl),
            (settings[Secret], settings[Key], settings["DATABASE_URL"])
        );
    }

    [Fact]
    public async Task Environment_overrides_the_stored_settings()
    {
        const string rotated = "whsec_cm90YXRlZA==";
        await using (await StartAsync(Real)) { }

        await using var next = await StartAsync(("CLERK_WEBHOOK_SECRET", rotated));

        Assert.Equal(rotated, _folder.Data.ReadSettings()[Secret]);
        Assert.Equal(FakeClerkApi.Key, _folder.Data.ReadSettings()[Key]);
    }

    [Fact]
    public async Task Stored_key_is_not_sent_to_another_API_URL()
    {
        await using (await StartAsync(Real)) { }
        _clerk.Requests.Clear();

        await using var next = await StartAsync((Api, "http://127.0.0.1:1"));

        Assert.False(_folder.Data.ReadSettings().ContainsKey(Key));
        Assert.Empty(_clerk.Requests);
    }

    [Fact]
    public async Task Simulate_option_overrides_the_given_and_stored_settings()
    {
        await using (await StartAsync(Real)) { }
        _databaseUrl = await TestPostgres.CreateDatabaseAsync();

        await using (var simulated = await StartAsync(simulate: true, Real))
        {
            var settings = _folder.Data.ReadSettings();
            Assert.Equal(simulated.Clerk!.SecretKey, settings[Key]);
            Assert.NotEqual(TestApp.Secret, settings[Secret]);
        }

        await using var next = await StartAsync();
        Assert.NotNull(next.Clerk);
    }

    [Fact]
    public async Task Simulation_is_rejected_on_a_database_of_another_instance()
    {
        await ExecuteAsync("insert into clerk_instance (clerk_id) values ('ins_real')");

        var rejection = await Assert.ThrowsAsync<UpException>(() => StartAsync());
        var byOption = await Assert.ThrowsAsync<UpException>(() => StartAsync(simulate: true));

        Assert.Contains("ins_real", rejection.Message, StringComparison.Ordinal);
        Assert.Contains("ins_real", byOption.Message, StringComparison.Ordinal);
        Assert.Equal("ins_real", await ReadInstanceAsync());
        Assert.False(File.Exists(_folder.Data.SettingsFile));
    }

    [Fact]
    public async Task Simulation_is_rejected_on_a_database_whose_users_have_no_known_instance()
    {
        await ExecuteAsync(
            "insert into users (clerk_id, clerk_updated_at, clerk_event_at) values ('user_1', now(), now())"
        );

        var rejection = await Assert.ThrowsAsync<UpException>(() => StartAsync());
        var before = await ReadInstanceAsync();
        await using var simulatedUp = await StartAsync(simulate: true);

        Assert.Contains("up --simulate", rejection.Message, StringComparison.Ordinal);
        Assert.Null(before);
        Assert.Equal(simulatedUp.Clerk!.InstanceId, await ReadInstanceAsync());
    }

    [Fact]
    public async Task Real_Clerk_is_rejected_on_the_database_of_the_simulation()
    {
        await using (await StartAsync()) { }

        var rejections = new[]
        {
            await Assert.ThrowsAsync<UpException>(() => StartAsync((Secret, TestApp.Secret))),
            await Assert.ThrowsAsync<UpException>(() => StartAsync(Real)),
        };

        Assert.All(rejections, rejection => Assert.Contains("--data", rejection.Message, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Unreachable_stored_database_is_reported_with_its_settings_file()
    {
        await using (await StartAsync(Real)) { }
        var settings = new Dictionary<string, string>(_folder.Data.ReadSettings())
        {
            ["DATABASE_URL"] = "postgresql://nobody@127.0.0.1:1/none",
        };
        _folder.Data.WriteSettings(settings);

        var rejection = await Assert.ThrowsAsync<UpException>(StartBareAsync);

        Assert.Contains("an earlier up was given", rejection.Message, StringComparison.Ordinal);
        Assert.Contains(_folder.Data.SettingsFile, rejection.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Key_of_another_instance_is_rejected()
    {
        await ExecuteAsync("insert into clerk_instance (clerk_id) values ('ins_real')");

        var rejection = await Assert.ThrowsAsync<UpException>(() => StartAsync(Real));

        Assert.Contains("ins_real", rejection.Message, StringComparison.Ordinal);
        Assert.Contains(FakeClerkApi.InstanceId, rejection.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Key_that_Clerk_rejects_does_not_prevent_the_start()
    {
        await using var session = await StartAsync((Key, "sk_test_rejected"), (Api, _clerk.Url));

        Assert.Contains(_messages, line => line.Contains("could not be read from Clerk", StringComparison.Ordinal));
    }

    private Task<UpSession> StartAsync(params (string, string)[] environment) =>
        StartAsync(simulate: false, environment);

    private Task<UpSession> StartAsync(bool simulate, params (string, string)[] environment) =>
        StartWithAsync(simulate, [("DATABASE_URL", _databaseUrl), .. environment]);

    private Task<UpSession> StartBareAsync() => StartWithAsync(simulate: false, []);

    private Task<UpSession> StartWithAsync(bool simulate, (string, string)[] environment) =>
        UpSession.StartAsync(
            new UpOptions
            {
                Data = _folder.Data,
                Simulate = simulate,
                Configuration = VerbSettings.FromEnvironment(_folder.Around(environment)).Configuration,
            },
            this,
            CancellationToken.None
        );

    private async Task ExecuteAsync(string sql)
    {
        await using var connection = await _database.OpenConnectionAsync();
        await connection.ExecuteAsync(sql);
    }

    private async Task<string?> ReadInstanceAsync()
    {
        await using var connection = await _database.OpenConnectionAsync();
        return await connection.ExecuteScalarAsync<string?>("select clerk_id from clerk_instance");
    }
}
