using System.Net;
using ClerkSync.Core.Database;
using ClerkSync.Core.Mirror;
using ClerkSync.Tests.Cli;
using ClerkSync.Tests.Drivers;
using ClerkSync.Tests.SimulatedClerk;
using Npgsql;

namespace ClerkSync.Tests.Faults;

/// <summary>A database that cannot store deliveries or exposes them. Health and <c>doctor</c> report it, and nothing is lost.</summary>
public sealed class PreconditionTests : IAsyncLifetime
{
    private readonly TestDatabase _database = new();
    private readonly string _role = $"test_role_{Guid.NewGuid():n}";

    private string Database => new NpgsqlConnectionStringBuilder(_database.ConnectionString).Database!;

    public Task InitializeAsync() => _database.InitializeAsync();

    public Task DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task Healthy_database_meets_all_preconditions() => Assert.Empty(await FindUnmetAsync());

    [Fact]
    public async Task Read_only_database_is_unhealthy()
    {
        await _database.ExecuteAsync($"alter database {Database} set default_transaction_read_only = on");
        await using var app = await TestApp.StartAsync(_database);

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "read_only"), await ReadHealthAsync(app));
    }

    [Fact]
    public async Task Missing_privileges_are_reported_with_the_grant_that_gives_them()
    {
        await CreateRoleAsync(
            "grant select, insert, update, delete on users, tombstones to {0}; grant select on clerksync_migrations to {0}"
        );
        await using var app = await TestApp.StartAsync(_database, ("DATABASE_URL", RoleUrl));

        var problem = Assert.Single(await FindUnmetAsync(RoleUrl));

        Assert.Equal("missing_privileges", problem.Code);
        Assert.Contains("insert, update, delete on", problem.ToDo, StringComparison.Ordinal);
        Assert.Contains("webhook_deliveries", problem.ToDo, StringComparison.Ordinal);
        Assert.DoesNotContain("users", problem.ToDo, StringComparison.Ordinal);
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "missing_privileges"), await ReadHealthAsync(app));
    }

    [Fact]
    public async Task Row_security_that_hides_rows_fails_a_deletion_instead_of_losing_it()
    {
        var id = UserEvent.NewId();
        await using (var owner = await TestApp.StartAsync(_database))
        {
            await owner.DeliverAsync(UserEvent.Created(id));
        }

        await CreateRoleAsync(GrantAll);
        await _database.ExecuteAsync("alter table users enable row level security");
        await using var app = await TestApp.StartAsync(_database, ("DATABASE_URL", RoleUrl));

        var answer = await app.DeliverAsync(UserEvent.Deleted(id));

        Assert.Equal("database_unavailable", answer.Code);
        Assert.NotNull(await _database.FindUserAsync(id));
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "row_security"), await ReadHealthAsync(app));
        await _database.ExecuteAsync($"alter role {_role} bypassrls");
        Assert.Equal("applied", (await app.DeliverAsync(UserEvent.Deleted(id))).Outcome);
    }

    [Fact]
    public async Task Row_security_stops_a_drift_run_that_would_see_no_rows()
    {
        await CreateRoleAsync(GrantAll);
        await _database.ExecuteAsync(
            "alter table users enable row level security; create policy everything on users using (true)"
        );
        await using var clerk = await ClerkDriver.StartAsync();
        clerk.SignUp();
        await using var app = await TestApp.StartAsync([("DATABASE_URL", RoleUrl), .. clerk.Settings]);

        var failure = await Assert.ThrowsAsync<PostgresException>(() =>
            app.Get<Drift>().RunAsync(new Progress<long>(), CancellationToken.None)
        );

        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, failure.SqlState);
    }

    [Fact]
    public async Task Privileges_of_other_roles_on_the_tables_are_a_warning()
    {
        await CreateRoleAsync(GrantAll);
        await _database.ExecuteAsync("grant select on users to public");

        var problem = Assert.Single(await FindUnmetAsync(RoleUrl));

        Assert.Equal(("foreign_privileges", false), (problem.Code, problem.IsBlocking));
        Assert.Contains("revoke all on users from public", problem.ToDo, StringComparison.Ordinal);
        using var folder = new CliFolder();
        var migrated = await folder.RunAsync("migrate", ("DATABASE_URL", RoleUrl));
        Assert.Equal(0, migrated.ExitCode);
        Assert.Contains($"Warning: {problem}", migrated.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("LATIN1")]
    [InlineData("SQL_ASCII")]
    public async Task Encoding_that_cannot_store_every_name_is_rejected(string encoding)
    {
        var name = $"test_{Guid.NewGuid():n}";
        await _database.ExecuteAsync($"create database {name} encoding '{encoding}' locale 'C' template template0");
        var url = new NpgsqlConnectionStringBuilder(_database.ConnectionString) { Database = name }.ConnectionString;

        var problem = Assert.Single(await FindUnmetAsync(url));

        await using var dataSource = NpgsqlDataSource.Create(url);
        var rejected = await Assert.ThrowsAsync<MigrationException>(() =>
            new Migrator(dataSource).MigrateAsync(CancellationToken.None)
        );
        Assert.Equal("encoding", problem.Code);
        Assert.Contains(encoding, problem.What, StringComparison.Ordinal);
        Assert.Equal($"{problem} Nothing was changed.", rejected.Message);
    }

    [Fact]
    public async Task Isolation_level_of_the_server_does_not_break_the_limit_of_keys()
    {
        await _database.ExecuteAsync(
            $"alter database {Database} set default_transaction_isolation = 'repeatable read'"
        );
        await using var clerk = await UserApp.StartAsync(_database);
        var token = clerk.SignUp(out _);

        var made = await Task.WhenAll(
            Enumerable
                .Range(0, 80)
                .Select(i => clerk.SendAsync(HttpMethod.Post, "me/api-keys", token, $$"""{"name":"k{{i}}"}"""))
        );

        Assert.All(
            made,
            answer => Assert.Contains(answer.Status, new[] { HttpStatusCode.Created, HttpStatusCode.Conflict })
        );
        Assert.Equal(50L, await _database.ScalarAsync<long>("select count(*) from api_keys where revoked_at is null"));
    }

    private const string GrantAll =
        "grant select, insert, update, delete on all tables in schema public to {0}; grant usage on all sequences in schema public to {0}";

    private string RoleUrl =>
        new NpgsqlConnectionStringBuilder(_database.ConnectionString)
        {
            Username = _role,
            Password = "made0up",
        }.ConnectionString;

    private Task CreateRoleAsync(string grants) =>
        _database.ExecuteAsync(
            $"create role {_role} login password 'made0up'; "
                + string.Format(System.Globalization.CultureInfo.InvariantCulture, grants, _role)
        );

    private async Task<IReadOnlyList<DatabaseProblem>> FindUnmetAsync(string? url = null)
    {
        await using var dataSource = NpgsqlDataSource.Create(url ?? _database.ConnectionString);
        return await Preconditions.FindUnmetAsync(dataSource, CancellationToken.None);
    }

    private static async Task<(HttpStatusCode, string?)> ReadHealthAsync(TestApp app)
    {
        var health = await app.AskAsync(HttpMethod.Get, "health", key: null);
        return (health.Status, (string?)health.Json()["problems"]![0]);
    }
}
