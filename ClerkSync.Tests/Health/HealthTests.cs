using System.Net;
using System.Text.Json.Nodes;
using ClerkSync.Cli.Trigger;
using ClerkSync.Tests.Drivers;

namespace ClerkSync.Tests.Health;

public sealed class HealthTests : IAsyncLifetime
{
    private readonly TestDatabase _database = new();

    public Task InitializeAsync() => _database.InitializeAsync();

    public Task DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task New_database_is_healthy()
    {
        await using var app = await TestApp.StartAsync(_database);

        var (status, health) = await GetAsync(app);

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal(
            """{"isHealthy":true,"database":"ok","migrations":"ok","problems":[],"lastApplied":null,"drift":null}""",
            health.ToJsonString()
        );
    }

    [Theory]
    [InlineData(null, HttpStatusCode.OK)]
    [InlineData("drop table clerksync_migrations", HttpStatusCode.ServiceUnavailable)]
    public async Task HEAD_request_gets_the_status_without_a_body(string? sql, HttpStatusCode expected)
    {
        await using var app = await TestApp.StartAsync(_database);
        await _database.ExecuteAsync(sql ?? "select 1");
        using var request = new HttpRequestMessage(HttpMethod.Head, "api/health");

        using var response = await app.Http.SendAsync(request);

        Assert.Equal(expected, response.StatusCode);
        Assert.Equal("application/json", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal("", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Last_applied_event_is_reported_with_its_lag()
    {
        await using var app = await TestApp.StartAsync(_database);
        var json = UserEvent.Created(UserEvent.NewId()).ToJson();
        json["timestamp"] = DateTimeOffset.UtcNow.AddSeconds(-30).ToUnixTimeMilliseconds();
        await app.DeliverAsync(json);
        await app.DeliverAsync(Examples.Get("session.created"));

        var (_, health) = await GetAsync(app);

        Assert.Equal("user.created", health["lastApplied"]!["eventType"]!.GetValue<string>());
        Assert.InRange(health["lastApplied"]!["lagMilliseconds"]!.GetValue<long>(), 30_000, 60_000);
    }

    [Fact]
    public async Task Database_with_pending_migrations_is_unhealthy()
    {
        await using var app = await TestApp.StartAsync(_database);
        await _database.ExecuteAsync("drop table clerksync_migrations");

        var (status, health) = await GetAsync(app);

        Assert.Equal(
            (HttpStatusCode.ServiceUnavailable, "pending"),
            (status, health["migrations"]!.GetValue<string>())
        );
    }

    [Fact]
    public async Task Unreachable_database_is_unhealthy()
    {
        await using var app = await TestApp.StartAsync(
            _database,
            ("DATABASE_URL", "postgresql://a:b@127.0.0.1:1/none")
        );

        var (status, health) = await GetAsync(app);

        Assert.Equal(
            (HttpStatusCode.ServiceUnavailable, "unavailable"),
            (status, health["database"]!.GetValue<string>())
        );
    }

    private static async Task<(HttpStatusCode Status, JsonNode Health)> GetAsync(TestApp app)
    {
        using var response = await app.Http.GetAsync(new Uri("api/health", UriKind.Relative));
        return (response.StatusCode, JsonNode.Parse(await response.Content.ReadAsStringAsync())!);
    }
}
