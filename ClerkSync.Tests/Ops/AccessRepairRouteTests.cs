using System.Net;
using System.Text.Json.Nodes;
using ClerkSync.Tests.Access;
using ClerkSync.Tests.Drivers;

namespace ClerkSync.Tests.Ops;

/// <summary>The routes that show and approve an access repair.</summary>
public sealed class AccessRepairRouteTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncLifetime
{
    private SourceDriver _source = null!;
    private TestApp _app = null!;
    private string _path = "";

    public async Task InitializeAsync()
    {
        _source = await SourceDriver.StartAsync(database);
        await _source.AddAsync("user_1", await _source.SubscribeAsync(), "free");
        await _source.CheckAsync();
        _path = $"ops/access/incidents/{(await _source.ListAsync()).Single().Id}";
        _app = await StartAsync(("STRIPE_SECRET_KEY", _source.Stripe.Server.SecretKey));
    }

    public async Task DisposeAsync()
    {
        await _app.DisposeAsync();
        await _source.DisposeAsync();
    }

    [Fact]
    public async Task Approved_repair_is_written_and_verified()
    {
        var shown = await ShowAsync();
        var answer = await ApproveAsync(shown["version"]);

        Assert.Equal(("app.accounts", "user_1"), ((string?)shown["table"], (string?)shown["clerkId"]));
        Assert.Equal("\"pro\"", (string?)shown["written"]!.AsArray().Single()!["to"]);
        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Equal(0, (int)answer.Json()["report"]!["found"]!);
        Assert.Equal("pro", await PlanAsync());
        Assert.Equal(
            ["opened", "approved ops", "closed"],
            await database.QueryAsync<string>("select concat_ws(' ', step, actor) from access_ledger order by id")
        );
    }

    [Fact]
    public async Task Repair_that_has_changed_since_it_was_shown_is_not_written()
    {
        var answer = await ApproveAsync("another");

        Assert.Equal((HttpStatusCode.Conflict, "repair_rejected"), (answer.Status, answer.Code));
        Assert.Contains("A check has changed", answer.Body, StringComparison.Ordinal);
        Assert.Equal("free", await PlanAsync());
    }

    [Fact]
    public async Task Approval_without_a_Stripe_key_writes_nothing()
    {
        var shown = await ShowAsync();
        await using var app = await StartAsync();

        var answer = await ApproveAsync(shown["version"], app);

        Assert.Equal((HttpStatusCode.Conflict, "setting_missing"), (answer.Status, answer.Code));
        Assert.Equal("free", await PlanAsync());
    }

    [Fact]
    public async Task Repair_is_reported_as_written_when_Stripe_cannot_verify_it()
    {
        var shown = await ShowAsync();
        await using var app = await StartAsync(("STRIPE_SECRET_KEY", "sk_test_made0up0for0the0tests"));

        var answer = await ApproveAsync(shown["version"], app);

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.False((bool)answer.Json()["report"]!["isComplete"]!);
        Assert.Equal("pro", await PlanAsync());
    }

    [Fact]
    public async Task Repair_is_reported_as_written_when_the_check_fails()
    {
        var shown = await ShowAsync();
        await database.ExecuteAsync(
            """
            create function app.reject() returns trigger language plpgsql as $$ begin raise exception 'rejected'; end $$;
            create trigger reject before insert on access_runs for each row execute function app.reject();
            """
        );

        var answer = await ApproveAsync(shown["version"]);

        await database.ExecuteAsync("drop trigger reject on access_runs");
        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.NotNull((string?)answer.Json()["report"]!["problem"]);
        Assert.DoesNotContain("rejected", answer.Body, StringComparison.Ordinal);
        Assert.Equal("pro", await PlanAsync());
    }

    [Fact]
    public async Task Table_is_not_repaired_when_its_role_can_write_other_columns()
    {
        await database.ExecuteAsync($"grant update on app.accounts to {_source.Role}");

        var shown = await _app.AskAsync(HttpMethod.Get, $"{_path}/repair");

        Assert.Equal((HttpStatusCode.Conflict, "repair_rejected"), (shown.Status, shown.Code));
        Assert.Contains(_source.Role, shown.Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET", "ops/access/incidents/x/repair")]
    [InlineData("GET", "ops/access/incidents/0/repair")]
    [InlineData("POST", "ops/access/incidents/0/approve")]
    public async Task Unknown_incident_is_not_found(string method, string path)
    {
        var answer = await _app.AskAsync(new HttpMethod(method), path, body: """{"version":""}""");

        Assert.Equal((HttpStatusCode.NotFound, "incident_not_found"), (answer.Status, answer.Code));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("""{"version":null}""")]
    [InlineData("""{"version":"","force":true}""")]
    public async Task Approval_without_a_version_is_rejected(string body)
    {
        var answer = await _app.AskAsync(HttpMethod.Post, $"{_path}/approve", body: body);

        Assert.Equal((HttpStatusCode.BadRequest, "invalid_body"), (answer.Status, answer.Code));
        Assert.Equal("free", await PlanAsync());
    }

    private Task<TestApp> StartAsync(params (string, string)[] settings) =>
        TestApp.StartAsync(database, [("STRIPE_API_URL", _source.Stripe.Server.BaseUrl), .. settings]);

    private async Task<JsonNode> ShowAsync() => (await _app.AskAsync(HttpMethod.Get, $"{_path}/repair")).Json();

    private Task<Answer> ApproveAsync(JsonNode? version, TestApp? app = null) =>
        (app ?? _app).AskAsync(
            HttpMethod.Post,
            $"{_path}/approve",
            body: new JsonObject { ["version"] = version?.DeepClone() }.ToJsonString()
        );

    private Task<string> PlanAsync() => database.ScalarAsync<string>("select plan from app.accounts");
}
