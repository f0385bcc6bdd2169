using System.Net;
using System.Text.Json.Nodes;
using ClerkSync.Tests.Drivers;

namespace ClerkSync.Tests.Ops;

/// <summary>Replays over HTTP.</summary>
public sealed class ReplayTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncLifetime
{
    private readonly string _id = UserEvent.NewId();
    private TestApp _app = null!;

    public async Task InitializeAsync()
    {
        await database.ExecuteAsync("delete from webhook_deliveries");
        _app = await TestApp.StartAsync(database);
    }

    public async Task DisposeAsync()
    {
        await _app.DisposeAsync();
        await AcceptUsersAsync();
    }

    [Fact]
    public async Task Failed_delivery_can_be_replayed_once_after_the_cause_is_gone()
    {
        await RejectUsersAsync();
        await _app.DeliverAsync(UserEvent.Created(_id), "msg_1");
        await AcceptUsersAsync();

        var first = await _app.AskAsync(HttpMethod.Post, "ops/deliveries/msg_1/replay");
        var second = await _app.AskAsync(HttpMethod.Post, "ops/deliveries/msg_1/replay");

        Assert.Equal((HttpStatusCode.OK, "applied"), (first.Status, first.Outcome));
        Assert.Equal((HttpStatusCode.Conflict, "payload_not_kept"), (second.Status, second.Code));
        Assert.NotNull(await database.FindUserAsync(_id));
    }

    [Fact]
    public async Task Delivery_that_fails_again_returns_500_and_stays_failed()
    {
        await RejectUsersAsync();
        await _app.DeliverAsync(UserEvent.Created(_id), "msg_1");

        var answer = await _app.AskAsync(HttpMethod.Post, "ops/deliveries/msg_1/replay");

        Assert.Equal((HttpStatusCode.InternalServerError, "internal_error"), (answer.Status, answer.Code));
        Assert.Equal("failed", await database.FindOutcomeAsync("msg_1"));
    }

    [Fact]
    public async Task Delivery_that_is_rejected_again_returns_422()
    {
        await _app.DeliverAsync(Broken(), "msg_1");

        var answer = await _app.AskAsync(HttpMethod.Post, "ops/deliveries/msg_1/replay");

        Assert.Equal((HttpStatusCode.UnprocessableEntity, "invalid_payload"), (answer.Status, answer.Code));
    }

    [Fact]
    public async Task Unknown_delivery_is_not_found()
    {
        var answer = await _app.AskAsync(HttpMethod.Post, "ops/deliveries/msg_nowhere/replay");

        Assert.Equal((HttpStatusCode.NotFound, "delivery_not_found"), (answer.Status, answer.Code));
    }

    [Fact]
    public async Task All_unsuccessful_deliveries_are_replayed_and_counted()
    {
        await RejectUsersAsync();
        string[] ids = [.. Enumerable.Range(0, 50).Select(_ => UserEvent.NewId())];
        foreach (var id in ids)
        {
            await _app.DeliverAsync(UserEvent.Created(id));
        }

        await AcceptUsersAsync();
        await _app.DeliverAsync(UserEvent.Updated(ids[0]) with { UpdatedAt = 1 });
        await _app.DeliverAsync(Broken());

        var report = await ReplayAsync("");

        Assert.Equal("""{"applied":49,"rejected":1,"stale":1}""", report["outcomes"]!.ToJsonString());
        Assert.Equal(0, report["left"]!.GetValue<long>());
        Assert.Null(report["next"]);
        Assert.Equal(
            50L,
            await database.ScalarAsync<long>("select count(*) from users where clerk_id = any(@ids)", new { ids })
        );
    }

    [Fact]
    public async Task Calls_that_follow_next_try_each_delivery_once_even_if_all_fail_again()
    {
        await RejectUsersAsync();
        for (var i = 0; i < 25; i++)
        {
            await _app.DeliverAsync(UserEvent.Created(UserEvent.NewId()));
        }

        var first = await ReplayAsync("?limit=10");
        var second = await ReplayAsync($"?limit=10&after={first["next"]}");
        var third = await ReplayAsync($"?limit=10&after={second["next"]}");

        Assert.Equal([15L, 5L, 0L], new[] { first, second, third }.Select(report => report["left"]!.GetValue<long>()));
        Assert.Null(third["next"]);
        Assert.Equal(2L, await database.ScalarAsync<long>("select min(attempts) from webhook_deliveries"));
        Assert.Equal(2L, await database.ScalarAsync<long>("select max(attempts) from webhook_deliveries"));
    }

    [Fact]
    public async Task Filters_select_the_deliveries_to_replay()
    {
        await RejectUsersAsync();
        await _app.DeliverAsync(UserEvent.Created(_id), "msg_failed");
        await _app.DeliverAsync(Broken(), "msg_rejected");
        await AcceptUsersAsync();

        var report = await ReplayAsync($"?outcome=failed&clerkId={_id}");

        Assert.Equal("""{"applied":1}""", report["outcomes"]!.ToJsonString());
        Assert.Equal("rejected", await database.FindOutcomeAsync("msg_rejected"));
    }

    [Fact]
    public async Task Applied_delivery_is_not_replayed()
    {
        await using var app = await TestApp.StartAsync(database, ("ClerkSync:KeepPayloads", "all"));
        await app.DeliverAsync(UserEvent.Created(_id), "msg_1");

        var answer = await app.AskAsync(HttpMethod.Post, "ops/replays");

        Assert.Equal("""{"outcomes":{},"left":0,"next":null}""", answer.Body);
    }

    [Fact]
    public async Task Pending_migrations_stop_the_replay()
    {
        var behind = new TestDatabase();
        await behind.InitializeAsync();
        await behind.ExecuteAsync(
            """
            delete from clerksync_migrations;
            insert into webhook_deliveries (svix_id, received_at, processed_at, outcome, payload)
            values ('msg_1', now(), now(), 'failed', '{}')
            """
        );
        await using var app = await TestApp.StartAsync(behind);

        var answer = await app.AskAsync(HttpMethod.Post, "ops/replays");

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "migrations_pending"), (answer.Status, answer.Code));
        await behind.DisposeAsync();
    }

    private async Task<JsonNode> ReplayAsync(string query)
    {
        var answer = await _app.AskAsync(HttpMethod.Post, $"ops/replays{query}");
        Assert.Equal(HttpStatusCode.OK, answer.Status);
        return JsonNode.Parse(answer.Body)!;
    }

    private JsonObject Broken()
    {
        var json = UserEvent.Updated(_id).ToJson();
        json["data"]!["updated_at"] = "never";
        return json;
    }

    private Task RejectUsersAsync() =>
        database.ExecuteAsync("alter table users add constraint forbid check (clerk_id = '') not valid");

    private Task AcceptUsersAsync() => database.ExecuteAsync("alter table users drop constraint if exists forbid");
}
