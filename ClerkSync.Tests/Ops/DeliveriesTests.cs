using System.Net;
using System.Text.Json.Nodes;
using ClerkSync.Cli.Trigger;
using ClerkSync.Tests.Drivers;

namespace ClerkSync.Tests.Ops;

/// <summary>The delivery log over HTTP.</summary>
public sealed class DeliveriesTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncLifetime
{
    private readonly string _id = UserEvent.NewId();
    private TestApp _app = null!;

    public async Task InitializeAsync()
    {
        await database.ExecuteAsync("truncate webhook_deliveries, users, tombstones cascade");
        _app = await TestApp.StartAsync(database);
    }

    public async Task DisposeAsync() => await _app.DisposeAsync();

    [Fact]
    public async Task Deliveries_are_listed_newest_first_with_their_outcomes()
    {
        await _app.DeliverAsync(UserEvent.Created(_id), "msg_first");
        await _app.DeliverAsync(UserEvent.Deleted(_id), "msg_second");

        var page = await ListAsync("");

        Assert.Equal(["msg_second", "msg_first"], Ids(page));
        var first = page["deliveries"]![1]!;
        Assert.Equal("user.created", first["eventType"]!.GetValue<string>());
        Assert.Equal(_id, first["clerkId"]!.GetValue<string>());
        Assert.Equal("applied", first["outcome"]!.GetValue<string>());
        Assert.False(first["hasPayload"]!.GetValue<bool>());
        Assert.Null(page["next"]);
    }

    [Theory]
    [InlineData("outcome=ignored", "msg_session")]
    [InlineData("outcome=rejected", "msg_broken")]
    [InlineData("failed=true", "msg_broken")]
    [InlineData("type=user.created", "msg_user")]
    [InlineData("clerkId=user_1", "msg_broken,msg_user")]
    [InlineData("clerkId=user_1&outcome=applied", "msg_user")]
    [InlineData("cause=data%20$.updated_at", "msg_broken")]
    [InlineData("cause=data%20$.updated", "")]
    [InlineData("cause=data%20$.updated_at&outcome=applied", "")]
    [InlineData("q=user_1", "msg_broken,msg_user")]
    [InlineData("q=user_", "")]
    [InlineData("q=msg_broken", "msg_broken")]
    [InlineData("q=msg_broke", "")]
    [InlineData("q=user_1&failed=true", "msg_broken")]
    [InlineData("since=24h&type=session.created", "msg_session")]
    [InlineData("since=2020-01-01&failed=false", "msg_broken,msg_session,msg_user")]
    [InlineData("since=2099-01-01T00:00:00Z", "")]
    [InlineData("failed=true&outcome=applied", "")]
    public async Task Delivery_is_listed_only_if_all_filters_match(string query, string expected)
    {
        await _app.DeliverAsync(UserEvent.Created("user_1"), "msg_user");
        await _app.DeliverAsync(Examples.Get("session.created"), "msg_session");
        await _app.DeliverAsync(Broken("user_1"), "msg_broken");

        var page = await ListAsync($"?{query}");

        Assert.Equal(expected, string.Join(',', Ids(page)));
    }

    [Theory]
    [InlineData("msg_2xK9ZbQ1", "msg_2xK9ZbQ1yyyy,msg_2xK9ZbQ1xxxx")]
    [InlineData("msg_2xK9ZbQ1x", "msg_2xK9ZbQ1xxxx")]
    [InlineData("msg_2xK9ZbQ1xxxx", "msg_2xK9ZbQ1xxxx")]
    [InlineData("msg_2xK9ZbQ", "")]
    public async Task Prefix_of_an_id_finds_deliveries_if_the_prefix_is_long_enough(string text, string expected)
    {
        await _app.DeliverAsync(UserEvent.Created("user_1"), "msg_2xK9ZbQ1xxxx");
        await _app.DeliverAsync(UserEvent.Created("user_2"), "msg_2xK9ZbQ1yyyy");
        await _app.DeliverAsync(UserEvent.Created("user_3"), "msg_2xk9zbq1zzzz");

        var page = await ListAsync($"?q={text}");

        Assert.Equal(expected, string.Join(',', Ids(page)));
    }

    [Fact]
    public async Task Search_by_id_uses_an_index_when_the_log_is_long()
    {
        await database.ExecuteAsync(
            """
            insert into webhook_deliveries (svix_id, clerk_id, user_clerk_id, received_at, processed_at, outcome)
            select 'msg_' || n, 'user_' || n, 'user_' || n, now(), now(), 'ignored' from generate_series(1, 50000) as n
            """
        );
        await database.ExecuteAsync("vacuum analyze webhook_deliveries");

        var plan = await database.QueryAsync<string>(
            """
            set enable_seqscan = off;
            explain select * from (select * from webhook_deliveries where clerk_id = 'user_1' offset 0) as found order by received_at desc limit 9
            """
        );

        Assert.Contains(plan, line => line.Contains("webhook_deliveries_about_idx", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Pages_have_no_gaps_or_duplicates_while_deliveries_arrive()
    {
        // All rows except three have the same time, so the order of rows with equal times matters.
        await FillAsync(25);
        var seen = new List<string>();
        string? next = null;
        do
        {
            var page = await ListAsync($"?limit=7{(next is null ? "" : $"&after={next}")}");
            seen.AddRange(Ids(page));
            next = page["next"]?.GetValue<string>();
            await _app.DeliverAsync(UserEvent.Created(UserEvent.NewId()));
        } while (next is not null);

        Assert.Equal(Enumerable.Range(0, 25).Select(number => $"msg_{number:00}").Reverse(), seen);
    }

    [Theory]
    [InlineData(25, true)]
    [InlineData(26, false)]
    public async Task Only_the_last_page_has_no_next_cursor(int limit, bool hasNext)
    {
        await FillAsync(26);

        var page = await ListAsync($"?limit={limit}");

        Assert.Equal(hasNext, page["next"] is not null);
    }

    [Theory]
    [InlineData("outcome", "outcome=duplicate")]
    [InlineData("outcome", "outcome=3")]
    [InlineData("outcome", "outcome=applied&outcome=stale")]
    [InlineData("type", "type=")]
    [InlineData("clerkId", "clerkId=%00")]
    [InlineData("cause", "cause=")]
    [InlineData("q", "q=")]
    [InlineData("since", "since=yesterday")]
    [InlineData("since", "since=24")]
    [InlineData("since", "since=-1h")]
    [InlineData("since", "since=2147483647d")]
    [InlineData("failed", "failed=1")]
    [InlineData("limit", "limit=0")]
    [InlineData("limit", "limit=501")]
    [InlineData("limit", "limit=ten")]
    [InlineData("after", "after=msg_1")]
    [InlineData("after", "after=OTk5OTk5OTk5OTk5OTk5OTk5OTptc2c")]
    public async Task Invalid_parameter_is_named(string parameter, string query)
    {
        var answer = await _app.AskAsync(HttpMethod.Get, $"ops/deliveries?{query}");

        Assert.Equal((HttpStatusCode.BadRequest, "invalid_query"), (answer.Status, answer.Code));
        Assert.Contains(
            $"The parameter {parameter} must be",
            JsonNode.Parse(answer.Body)!["detail"]!.GetValue<string>(),
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("outcom=failed")]
    [InlineData("failed")]
    public async Task Unknown_parameter_is_rejected_with_the_allowed_ones(string query)
    {
        var answer = await _app.AskAsync(HttpMethod.Get, $"ops/deliveries?{query}");

        Assert.Equal((HttpStatusCode.BadRequest, "invalid_query"), (answer.Status, answer.Code));
        Assert.StartsWith(
            "The query may contain only outcome, type,",
            JsonNode.Parse(answer.Body)!["detail"]!.GetValue<string>(),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Key_is_accepted_in_the_query()
    {
        var answer = await _app.AskAsync(
            HttpMethod.Get,
            $"ops/deliveries?code={TestApp.FunctionKey}&limit=1",
            key: null
        );

        Assert.Equal(HttpStatusCode.OK, answer.Status);
    }

    [Fact]
    public async Task Single_delivery_is_returned_without_its_payload()
    {
        await _app.DeliverAsync(Broken("user_1"), "msg_broken");

        var answer = await _app.AskAsync(HttpMethod.Get, "ops/deliveries/msg_broken");

        var delivery = JsonNode.Parse(answer.Body)!.AsObject();
        Assert.Equal("data $.updated_at", delivery["error"]!.GetValue<string>());
        Assert.True(delivery["hasPayload"]!.GetValue<bool>());
        Assert.False(delivery.ContainsKey("payload"));
    }

    [Fact]
    public async Task Stored_payload_has_an_expiry_time()
    {
        await _app.DeliverAsync(Broken("user_1"), "msg_broken");
        await _app.DeliverAsync(UserEvent.Created(_id), "msg_user");

        var deliveries = (await ListAsync(""))["deliveries"]!.AsArray();

        Assert.Null(deliveries[0]!["payloadExpiresAt"]);
        Assert.Equal(
            ((DateTimeOffset)deliveries[1]!["receivedAt"]!).AddDays(30),
            (DateTimeOffset)deliveries[1]!["payloadExpiresAt"]!
        );
    }

    [Fact]
    public async Task People_are_returned_only_on_request_and_only_if_they_have_a_row()
    {
        await _app.DeliverAsync(UserEvent.Created(_id) with { Email = "ada@example.com" });
        await _app.DeliverAsync(Broken("user_1"));

        var plain = await ListAsync("");
        var page = await ListAsync("?people=true");

        Assert.Null(plain["people"]);
        var person = Assert.Single(page["people"]!.AsArray())!;
        Assert.Equal((_id, "ada@example.com"), ((string?)person["clerkId"], (string?)person["email"]));
        Assert.Equal(["user_1", _id], page["deliveries"]!.AsArray().Select(one => (string?)one!["userClerkId"]));
    }

    [Fact]
    public async Task Requested_payload_is_the_text_that_was_received()
    {
        var json = Broken("user_1");
        await _app.DeliverAsync(json, "msg_broken");

        var answer = await _app.AskAsync(HttpMethod.Get, "ops/deliveries/msg_broken?payload=true");

        Assert.Equal(json.ToJsonString(), JsonNode.Parse(answer.Body)!["payload"]!.GetValue<string>());
    }

    [Fact]
    public async Task Payload_that_was_not_stored_is_null()
    {
        await _app.DeliverAsync(UserEvent.Created(_id), "msg_user");

        var answer = await _app.AskAsync(HttpMethod.Get, "ops/deliveries/msg_user?payload=true");

        var delivery = JsonNode.Parse(answer.Body)!.AsObject();
        Assert.True(delivery.ContainsKey("payload"));
        Assert.Null(delivery["payload"]);
    }

    [Fact]
    public async Task Unknown_delivery_is_not_found()
    {
        var answer = await _app.AskAsync(HttpMethod.Get, "ops/deliveries/msg_nowhere");

        Assert.Equal((HttpStatusCode.NotFound, "delivery_not_found"), (answer.Status, answer.Code));
    }

    [Fact]
    public async Task Unavailable_database_is_reported_with_a_retry_time()
    {
        await using var app = await TestApp.StartAsync(database, ("DATABASE_URL", "postgresql://a:b@127.0.0.1:1/none"));

        var answer = await app.AskAsync(HttpMethod.Get, "ops/deliveries");

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "database_unavailable"), (answer.Status, answer.Code));
        Assert.NotNull(answer.RetryAfter);
    }

    [Fact]
    public async Task Database_without_tables_is_reported_as_pending_migrations()
    {
        var empty = await TestPostgres.CreateDatabaseAsync(isEmpty: true);
        await using var app = await TestApp.StartAsync(("DATABASE_URL", empty));

        var answer = await app.AskAsync(HttpMethod.Get, "ops/deliveries");

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "migrations_pending"), (answer.Status, answer.Code));
    }

    private async Task<JsonNode> ListAsync(string query)
    {
        var answer = await _app.AskAsync(HttpMethod.Get, $"ops/deliveries{query}");
        Assert.Equal(HttpStatusCode.OK, answer.Status);
        return JsonNode.Parse(answer.Body)!;
    }

    private static IEnumerable<string> Ids(JsonNode page) =>
        page["deliveries"]!.AsArray().Select(delivery => delivery!["svixId"]!.GetValue<string>());

    private static JsonObject Broken(string id)
    {
        var json = UserEvent.Updated(id).ToJson();
        json["data"]!["updated_at"] = "never";
        return json;
    }

    private Task FillAsync(int count) =>
        database.ExecuteAsync(
            """
            insert into webhook_deliveries (svix_id, received_at, processed_at, outcome)
            select 'msg_' || to_char(n, 'FM00'), now() - case when n < 3 then interval '1 hour' else interval '1 minute' end, now(), 'ignored'
            from generate_series(0, @count - 1) as n
            """,
            new { count }
        );
}
