using System.Net;
using ClerkSync.Tests.Drivers;
using Npgsql;

namespace ClerkSync.Tests.Faults;

/// <summary>A server that rejects statements for a while. When it recovers, deliveries are applied without a restart.</summary>
public sealed class FailoverTests : IAsyncLifetime
{
    private readonly TestDatabase _database = new();

    public Task InitializeAsync() => _database.InitializeAsync();

    public Task DisposeAsync() => _database.DisposeAsync();

    private string Database => new NpgsqlConnectionStringBuilder(_database.ConnectionString).Database!;

    [Fact]
    public async Task Instance_that_starts_while_the_database_is_read_only_applies_deliveries_afterwards()
    {
        await _database.ExecuteAsync($"alter database {Database} set default_transaction_read_only = on");
        await using var app = await TestApp.StartAsync(_database);
        var rejected = await DeliverAsync(app, count: 40);
        await MakeWritableAsync();

        var answers = await DeliverAsync(app, count: 40);

        Assert.All(
            rejected,
            answer =>
                Assert.Equal((HttpStatusCode.ServiceUnavailable, "database_unavailable"), (answer.Status, answer.Code))
        );
        Assert.All(answers, answer => Assert.Equal("applied", answer.Outcome));
        Assert.Equal(0L, await CountFailedAsync());
    }

    [Fact]
    public async Task Instance_that_ran_before_the_database_became_read_only_applies_deliveries_afterwards()
    {
        await using var app = await TestApp.StartAsync(_database);
        await DeliverAsync(app, count: 5);
        await _database.ExecuteAsync($"alter database {Database} set default_transaction_read_only = on");
        await EndSessionsAsync();
        await DeliverAsync(app, count: 20);
        await MakeWritableAsync();

        var answers = await DeliverAsync(app, count: 20);

        Assert.All(answers, answer => Assert.Equal("applied", answer.Outcome));
        Assert.Equal(0L, await CountFailedAsync());
    }

    [Fact]
    public async Task Privileges_that_are_granted_later_take_effect_without_a_restart()
    {
        var role = $"test_poor_{Guid.NewGuid():n}";
        await _database.ExecuteAsync(
            $"""
            create role {role} login password 'poor';
            grant select on clerksync_migrations to {role};
            grant select on users, tombstones, webhook_deliveries to {role}
            """
        );
        var url = new NpgsqlConnectionStringBuilder(_database.ConnectionString) { Username = role, Password = "poor" };
        await using var app = await TestApp.StartAsync(_database, ("DATABASE_URL", url.ConnectionString));
        var rejected = await DeliverAsync(app, count: 20);
        await _database.ExecuteAsync(
            $"grant select, insert, update, delete on all tables in schema public to {role}; grant usage on all sequences in schema public to {role}"
        );

        var answers = await DeliverAsync(app, count: 20);

        Assert.All(rejected, answer => Assert.Equal("database_unavailable", answer.Code));
        Assert.All(answers, answer => Assert.Equal("applied", answer.Outcome));
        Assert.Equal(0L, await CountFailedAsync());
    }

    [Fact]
    public async Task Connection_that_is_killed_between_two_results_is_replaced()
    {
        await _database.ExecuteAsync(
            """
            create table kills (left_over int);
            insert into kills values (1);
            create function kill_me() returns trigger language plpgsql as $$
            begin
                update kills set left_over = left_over - 1 where left_over > 0;
                if found then perform pg_terminate_backend(pg_backend_pid()); end if;
                return null;
            end $$;
            create trigger kill_me after insert on users for each statement execute function kill_me()
            """
        );
        await using var app = await TestApp.StartAsync(_database);

        // The count of kills is rolled back with the transaction, so every attempt is killed until the test drops the trigger.
        var delivering = app.DeliverAsync(UserEvent.Created(UserEvent.NewId()));
        await Task.Delay(30);
        await _database.ExecuteAsync("drop trigger kill_me on users");
        var answer = await delivering;

        Assert.Equal("applied", answer.Outcome);
        Assert.Equal(0L, await CountFailedAsync());
    }

    [Fact]
    public async Task First_read_after_the_server_closed_idle_connections_succeeds()
    {
        await using var app = await TestApp.StartAsync(_database);
        await DeliverAsync(app, count: 5);
        await app.Http.GetAsync(new Uri("api/health", UriKind.Relative));
        await EndSessionsAsync();

        using var health = await app.Http.GetAsync(new Uri("api/health", UriKind.Relative));
        await EndSessionsAsync();
        var deliveries = await app.AskAsync(HttpMethod.Get, "ops/deliveries");

        Assert.Equal(HttpStatusCode.OK, health.StatusCode);
        Assert.Equal(HttpStatusCode.OK, deliveries.Status);
    }

    private async Task MakeWritableAsync()
    {
        await using var connection = new NpgsqlConnection(
            new NpgsqlConnectionStringBuilder(_database.ConnectionString) { Pooling = false }.ConnectionString
        );
        await connection.OpenAsync();
        foreach (
            var sql in new[]
            {
                "set default_transaction_read_only = off",
                $"alter database {Database} reset default_transaction_read_only",
            }
        )
        {
            await using var command = new NpgsqlCommand(sql, connection);
            await command.ExecuteNonQueryAsync();
        }

        await EndSessionsAsync();
    }

    /// <summary>Ends the app's sessions, as a failover does.</summary>
    private Task EndSessionsAsync() =>
        _database.QueryAsync<bool>(
            "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and application_name = 'clerksync'"
        );

    private static Task<Answer[]> DeliverAsync(TestApp app, int count) =>
        Task.WhenAll(Enumerable.Range(0, count).Select(_ => app.DeliverAsync(UserEvent.Created(UserEvent.NewId()))));

    private Task<long> CountFailedAsync() =>
        _database.ScalarAsync<long>("select count(*) from webhook_deliveries where outcome = 'failed'");
}
