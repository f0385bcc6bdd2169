using System.Net;
using Azure.Core;
using ClerkSync.Core.Database;
using ClerkSync.Tests.Drivers;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace ClerkSync.Tests.Database;

/// <summary>A real Postgres behind a gate that accepts only valid tokens.</summary>
public sealed class EntraDatabaseTests : IClassFixture<TestDatabase>, IAsyncLifetime
{
    private const int AtOnce = 20;

    // The application's pool gets 30 percent of the limit: one connection more than AtOnce.
    private const int Limit = 70;

    private static readonly TimeSpan Life = TimeSpan.FromMinutes(15);
    private const int Connections = 1000;
    private static readonly TimeSpan BetweenRounds = 3.3 * Life * AtOnce / Connections;

    private readonly TestDatabase _database;
    private readonly ShiftedTime _time = new();
    private readonly FakeCredential _credential;
    private readonly TokenGate _gate;

    public EntraDatabaseTests(TestDatabase database)
    {
        _database = database;
        _credential = new FakeCredential(_time, Life);
        _gate = TokenGate.Start(database.ConnectionString, _credential.IsAlive);
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _gate.DisposeAsync();

    [Fact]
    public async Task Thousand_connections_over_three_token_lifetimes_are_all_accepted()
    {
        await using var dataSource = CreateDataSource();
        var kept = await dataSource.OpenConnectionAsync();
        var started = _time.GetUtcNow();

        for (var round = 0; round < Connections / AtOnce; round++)
        {
            _time.PutForward(BetweenRounds);
            // Every connection is new: the pool is cleared first, and no connection is returned before all are open.
            dataSource.Clear();
            var opened = await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(_ => OpenAsync(dataSource)));
            await Task.WhenAll(opened.Select(UseAsync));
        }

        Assert.True(_time.GetUtcNow() - started > 3 * Life);
        Assert.Equal((Connections + 1, 0), (_gate.Accepted, _gate.Rejected));
        Assert.InRange(_credential.Issued, 4, _credential.Asked);
        // An open connection stays open after its token expires.
        await UseAsync(kept);
    }

    [Fact]
    public async Task Gate_rejects_an_expired_token()
    {
        var old = (await _credential.GetTokenAsync(Scope, default)).Token;
        var settings = ReadSettings().Connection;
        settings.Password = old;
        settings.Pooling = false;
        await using (var connection = new NpgsqlConnection(settings.ConnectionString))
        {
            await connection.OpenAsync();
        }

        _time.PutForward(Life);

        await using var late = new NpgsqlConnection(settings.ConnectionString);
        var rejection = await Assert.ThrowsAsync<PostgresException>(() => late.OpenAsync());
        Assert.Equal((PostgresErrorCodes.InvalidPassword, 1), (rejection.SqlState, _gate.Accepted));
        Assert.NotEqual(0, _gate.Rejected);
    }

    [Fact]
    public async Task Deliveries_without_the_identity_endpoint_succeed_until_the_token_expires_and_then_get_503()
    {
        await using var app = await TestApp.StartAsync(
            services => services.AddSingleton<TimeProvider>(_time).AddSingleton<TokenCredential>(_credential),
            ("DATABASE_URL", _gate.DatabaseUrl),
            ("ClerkSync:DatabaseIdentity", "entra")
        );
        Assert.Equal(0, _credential.Asked);
        Assert.Equal("applied", (await app.DeliverAsync(UserEvent.Created(UserEvent.NewId()))).Outcome);

        _credential.IsAway = true;
        _time.PutForward(Life - TimeSpan.FromMinutes(1));
        await EndSessionsAsync();
        Assert.Equal("applied", (await app.DeliverAsync(UserEvent.Created(UserEvent.NewId()))).Outcome);

        _time.PutForward(TimeSpan.FromMinutes(1));
        await EndSessionsAsync();
        var rejected = await app.DeliverAsync(UserEvent.Created(UserEvent.NewId()));
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "database_unavailable"), (rejected.Status, rejected.Code));
        Assert.Contains(
            app.Logs,
            line => line.Contains("There is no token for the database", StringComparison.Ordinal)
        );

        _credential.IsAway = false;
        _time.PutForward(TimeSpan.FromSeconds(1));
        Assert.Equal("applied", (await app.DeliverAsync(UserEvent.Created(UserEvent.NewId()))).Outcome);
        Assert.Equal(0, _gate.Rejected);
        Assert.DoesNotContain(app.Logs, line => line.Contains(FakeCredential.Beginning, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Connections_of_an_application_use_the_token_of_ClerkSync()
    {
        await using var app = await TestApp.StartAsync(
            services => services.AddSingleton<TokenCredential>(_credential),
            ("DATABASE_URL", _gate.DatabaseUrl),
            ("ClerkSync:DatabaseIdentity", "entra")
        );
        await app.DeliverAsync(UserEvent.Created(UserEvent.NewId()));

        await using var connection = await app.Get<NpgsqlDataSource>().OpenConnectionAsync();

        Assert.Equal(1, _credential.Asked);
    }

    [Fact]
    public async Task Missing_token_is_the_inner_exception_and_is_transient()
    {
        _credential.IsAway = true;
        await using var dataSource = CreateDataSource();

        var failure = await Assert.ThrowsAsync<NpgsqlException>(async () => await dataSource.OpenConnectionAsync());

        Assert.IsType<DatabaseTokenException>(failure.InnerException);
        Assert.Equal(DatabaseError.Transient, DatabaseErrors.Classify(failure));
    }

    [Fact]
    public async Task Command_without_a_token_prints_what_to_do()
    {
        // EnvironmentCredential reads only variables that are not set here.
        var result = await CliProcess.RunAsync(
            ["migrate"],
            ("DATABASE_URL", _gate.DatabaseUrl),
            ("ClerkSync__DatabaseIdentity", "entra"),
            ("AZURE_TOKEN_CREDENTIALS", "EnvironmentCredential")
        );

        Assert.Equal(3, result.ExitCode);
        Assert.Contains("There is no Entra token for the database", result.Errors, StringComparison.Ordinal);
        Assert.Contains("az login", result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Connection_that_is_opened_synchronously_is_accepted()
    {
        await using var dataSource = CreateDataSource();

        await using var connection = dataSource.OpenConnection();

        Assert.Equal(1, _gate.Accepted);
    }

    private static TokenRequestContext Scope => new(["https://ossrdbms-aad.database.windows.net/.default"]);

    private DatabaseSettings ReadSettings() =>
        DatabaseSettings.Read(
            new ConfigurationBuilder()
                .AddInMemoryCollection([
                    new("DATABASE_URL", $"{_gate.DatabaseUrl}&connection_limit={Limit}"),
                    new("ClerkSync:DatabaseIdentity", "entra"),
                ])
                .Build()
        );

    private Task EndSessionsAsync() =>
        _database.ExecuteAsync(
            "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and application_name = 'clerksync'"
        );

    private NpgsqlDataSource CreateDataSource() =>
        DatabaseSource.Create(
            ReadSettings(),
            new EntraToken(_credential, _time, NullLogger<EntraToken>.Instance).Supply
        );

    private static async Task<NpgsqlConnection> OpenAsync(NpgsqlDataSource dataSource) =>
        await dataSource.OpenConnectionAsync();

    private static async Task UseAsync(NpgsqlConnection connection)
    {
        await using (connection)
        {
            await using var command = new NpgsqlCommand("select 1", connection);
            Assert.Equal(1, await command.ExecuteScalarAsync());
        }
    }
}
