using System.Net;
using System.Text.Json.Nodes;
using ClerkSync.Core;
using ClerkSync.Core.ApiKeys;
using ClerkSync.Core.Users;
using ClerkSync.Tests.Drivers;

namespace ClerkSync.Tests.People;

/// <summary>The data of one person: the row, its history, and the comparison with Clerk.</summary>
public sealed class PersonRouteTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncLifetime
{
    private readonly string _id = UserEvent.NewId();
    private FakeClerkApi _clerk = null!;
    private TestApp _app = null!;

    public async Task InitializeAsync()
    {
        await database.ExecuteAsync(
            "truncate webhook_deliveries, users, tombstones, payload_reads, private_metadata_reads, organization_memberships, organizations cascade"
        );
        _clerk = await FakeClerkApi.StartAsync();
        _app = await TestApp.StartAsync(database, _clerk.Settings);
    }

    public async Task DisposeAsync()
    {
        await _app.DisposeAsync();
        await _clerk.DisposeAsync();
    }

    [Theory]
    [InlineData("user_1", "user_1")]
    [InlineData("user_", "")]
    [InlineData("ADA@example.com", "user_1")]
    [InlineData("ada@", "")]
    [InlineData("ada love", "user_1")]
    [InlineData("ADA", "user_1,user_2")]
    [InlineData("lovelace", "")]
    [InlineData("A%", "")]
    [InlineData("user_gone", "user_gone")]
    [InlineData("\u0007", "")]
    public async Task Person_is_found_by_id_email_or_name_prefix(string text, string expected)
    {
        await AddUserAsync("user_1", "Ada", "Lovelace", "ada@example.com");
        await AddUserAsync("user_2", "Ada", "Yonath", null);
        await AddUserAsync("user_3", "Grace", null, "grace@example.com");
        await database.ExecuteAsync("insert into tombstones (clerk_id, deleted_at) values ('user_gone', now())");

        var people = (await GetAsync($"ops/people?q={Uri.EscapeDataString(text)}"))["people"]!.AsArray();

        Assert.Equal(expected, string.Join(',', people.Select(person => (string?)person!["clerkId"])));
        Assert.All(people, person => Assert.Equal(expected == "user_gone", (bool)person!["isDeleted"]!));
    }

    [Theory]
    [InlineData("ops/people")]
    [InlineData("ops/people?q=%20")]
    [InlineData("ops/people?name=ada")]
    [InlineData("ops/people/user_1?private=yes")]
    public async Task Invalid_query_is_rejected(string path)
    {
        var answer = await _app.AskAsync(HttpMethod.Get, path);

        Assert.Equal((HttpStatusCode.BadRequest, "invalid_query"), (answer.Status, answer.Code));
    }

    [Fact]
    public async Task Person_response_has_the_row_without_private_metadata()
    {
        await _app.DeliverAsync(UserEvent.Created(_id) with { Email = "ada@example.com" }, "msg_1");
        await database.ExecuteAsync("update users set private_metadata = '{\"secret\": 1}'");

        var answer = await _app.AskAsync(HttpMethod.Get, $"ops/people/{_id}");

        var person = answer.Json();
        Assert.Equal(
            ("Ada", "ada@example.com"),
            ((string?)person["row"]!["firstName"], (string?)person["row"]!["email"])
        );
        Assert.IsType<JsonObject>(person["row"]!["publicMetadata"]);
        Assert.DoesNotContain("secret", answer.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("privateMetadata", answer.Body, StringComparison.Ordinal);
        Assert.Equal(0L, await CountAsync("private_metadata_reads"));
    }

    [Fact]
    public async Task Private_metadata_is_shown_on_request_and_the_access_is_recorded()
    {
        await _app.DeliverAsync(UserEvent.Created(_id));
        await database.ExecuteAsync("update users set private_metadata = '{\"secret\": 1}'");

        var person = await GetAsync($"ops/people/{_id}?private=true");

        Assert.Equal(1, (int)person["privateMetadata"]!["secret"]!);
        Assert.Equal(_id, await database.ScalarAsync<string>("select clerk_id from private_metadata_reads"));
    }

    [Fact]
    public async Task Access_to_a_payload_is_recorded()
    {
        await _app.DeliverAsync(CreateBrokenUpdate(), "msg_broken");
        await _app.DeliverAsync(UserEvent.Created(_id), "msg_user");

        await GetAsync("ops/deliveries/msg_broken");
        await GetAsync("ops/deliveries/msg_broken?payload=false");
        await GetAsync("ops/deliveries/msg_user?payload=true");
        await GetAsync("ops/deliveries/msg_broken?payload=true");

        Assert.Equal(
            "msg_broken",
            await database.ScalarAsync<string>("select string_agg(svix_id, ',') from payload_reads")
        );
    }

    [Fact]
    public async Task Timeline_has_all_events_newest_first()
    {
        await _app.DeliverAsync(UserEvent.Created(_id), "msg_1");
        var users = _app.Get<UserService>();
        await users.UpdatePlanAsync(new ClerkId(_id), "pro", "ops", 100, null, default);
        await users.DeductCreditsAsync(new ClerkId(_id), 7, "usage:generate", "ops", null, default);
        var key = await _app.Get<ApiKeyService>().CreateAsync(new ClerkId(_id), "laptop", default);
        await _app.Get<ApiKeyService>().RevokeAsync(new ClerkId(_id), key!.Entry.Id, default);
        await _app.DeliverAsync(CreateBrokenUpdate(), "msg_2");

        var person = await GetAsync($"ops/people/{_id}");

        var timeline = person["timeline"]!.AsArray();
        var times = timeline.Select(entry => (DateTimeOffset)entry!["at"]!).ToList();
        Assert.Equal(times.OrderDescending(), times);
        var texts = timeline.Select(entry => $"{entry!["kind"]}: {entry["text"]}").ToList();
        Assert.Contains("delivery: user.created: applied", texts);
        Assert.Contains("failure: user.updated: rejected, data $.updated_at", texts);
        Assert.Contains("plan: Plan changed from free to pro with 100 credits, by ops", texts);
        Assert.Contains("credits: -7 credits for usage:generate, by ops. Balance: 103", texts);
        Assert.Contains("credits: The balance begins with 10 credits", texts);
        Assert.Contains($"key: Key laptop ({key.Entry.Prefix}…) revoked", texts);
        Assert.Equal("#/deliveries/msg_2", (string?)timeline[0]!["link"]);
        Assert.DoesNotContain(key.Key, person.ToJsonString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2, "user.created arrived: the first attempt was not applied")]
    [InlineData(4, "user.created arrived: the first 3 attempts were not applied")]
    public async Task Timeline_has_the_failed_attempts_of_a_delivery_that_was_applied_later(int attempts, string text)
    {
        await _app.DeliverAsync(UserEvent.Created(_id), "msg_1");
        await database.ExecuteAsync(
            "update webhook_deliveries set attempts = @attempts, received_at = processed_at - interval '1 hour'",
            new { attempts }
        );

        var person = await GetAsync($"ops/people/{_id}");

        var entries = person["timeline"]!.AsArray().Where(entry => (string?)entry!["link"] == "#/deliveries/msg_1");
        Assert.Equal(
            [$"delivery: user.created: applied, in attempt {attempts}", $"failure: {text}"],
            entries.Select(entry => $"{entry!["kind"]}: {entry["text"]}")
        );
    }

    [Fact]
    public async Task Source_of_the_row_version_is_explained()
    {
        await _app.DeliverAsync(UserEvent.Created(_id) with { UpdatedAt = 5, EventAt = 9 }, "msg_1");
        var byWebhook = await GetExplanationAsync();
        await database.ExecuteAsync("update users set clerk_event_at = clerk_updated_at");
        var byPage = await GetExplanationAsync();
        await database.ExecuteAsync("update users set clerk_updated_at = to_timestamp(0)");
        var byToken = await GetExplanationAsync();

        Assert.Equal("It comes from the webhook user.created (msg_1).", byWebhook);
        Assert.Contains("Clerk's API", byPage, StringComparison.Ordinal);
        Assert.Contains("session token", byToken, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Person_has_memberships_and_open_incidents()
    {
        await _app.DeliverAsync(UserEvent.Created(_id));
        await database.ExecuteAsync(
            """
            insert into organizations (clerk_id, name, clerk_updated_at, clerk_event_at) values ('org_1', 'Acme', now(), now());
            insert into organization_memberships (clerk_id, organization_clerk_id, user_clerk_id, role, clerk_updated_at, clerk_event_at)
            values ('orgmem_1', 'org_1', @_id, 'org:admin', now(), now());
            insert into access_incidents (clerk_id, code, codes, reason, changes, opened_at, last_seen_at)
            values (@_id, 'unpaid_access', '{unpaid_access}', 'why', '[]', now(), now());
            """,
            new { _id }
        );

        var person = await GetAsync($"ops/people/{_id}");

        var membership = person["memberships"]![0]!;
        Assert.Equal(
            ("Acme", "org:admin", true),
            ((string?)membership["organizationName"], (string?)membership["role"], (bool)membership["isCurrent"]!)
        );
        Assert.Equal("unpaid_access", (string?)person["incidents"]![0]!["code"]);
    }

    [Fact]
    public async Task Deleted_person_keeps_the_deletion_time_and_the_timeline()
    {
        await _app.DeliverAsync(UserEvent.Created(_id), "msg_1");
        await _app.DeliverAsync(UserEvent.Deleted(_id), "msg_2");

        var person = await GetAsync($"ops/people/{_id}?private=true");

        Assert.NotNull(person["row"]!["deletedAt"]);
        Assert.Null(person["version"]);
        Assert.Equal(
            ["user.deleted: applied", "user.created: applied"],
            person["timeline"]!.AsArray().Select(entry => (string?)entry!["text"])
        );
    }

    [Theory]
    [InlineData("GET", "ops/people/user_nobody")]
    [InlineData("POST", "ops/people/user_nobody/repair")]
    public async Task Unknown_person_is_not_found(string method, string path)
    {
        var answer = await _app.AskAsync(new HttpMethod(method), path);

        Assert.Equal((HttpStatusCode.NotFound, "user_not_found"), (answer.Status, answer.Code));
    }

    [Fact]
    public async Task Comparison_marks_differences_and_hides_private_metadata()
    {
        var clerkUser = ClerkObject.Create("user_1", UserEvent.Start);
        clerkUser["first_name"] = "Ada";
        clerkUser["private_metadata"] = new JsonObject { ["secret"] = 1 };
        _clerk.Users.Add(clerkUser);
        await AddUserAsync("user_1", "Alan", null, null);

        var answer = await _app.AskAsync(HttpMethod.Get, "ops/people/user_1/clerk");

        var fields = answer.Json()["fields"]!.AsArray();
        var name = fields.Single(field => (string?)field!["name"] == "first_name")!;
        Assert.Equal(
            ("Alan", "Ada", true),
            ((string?)name["database"], (string?)name["clerk"], (bool)name["differs"]!)
        );
        Assert.Equal(
            ["clerk_created_at", "first_name", "private_metadata"],
            fields.Where(field => (bool)field!["differs"]!).Select(field => (string?)field!["name"]).Order()
        );
        Assert.DoesNotContain("secret", answer.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_the_fields_that_Clerk_has_differ_if_there_is_no_row()
    {
        _clerk.Users.Add(ClerkObject.Create("user_1", UserEvent.Start));

        var answer = await _app.AskAsync(HttpMethod.Get, "ops/people/user_1/clerk");

        var fields = answer.Json()["fields"]!.AsArray();
        Assert.All(
            fields,
            field =>
                Assert.Equal(
                    field!["clerk"]?.ToJsonString() != field["database"]?.ToJsonString(),
                    (bool)field["differs"]!
                )
        );
        Assert.Contains(fields, field => !(bool)field!["differs"]!);
    }

    [Fact]
    public async Task User_that_Clerk_does_not_have_gives_404()
    {
        await AddUserAsync("user_1", "Ada", null, null);

        var answer = await _app.AskAsync(HttpMethod.Get, "ops/people/user_1/clerk");

        Assert.Equal((HttpStatusCode.NotFound, "unknown_to_clerk"), (answer.Status, answer.Code));
    }

    [Theory]
    [InlineData("GET", "clerk")]
    [InlineData("POST", "repair")]
    public async Task Comparison_and_repair_require_the_secret_key(string method, string path)
    {
        await using var app = await TestApp.StartAsync(database);

        var answer = await app.AskAsync(new HttpMethod(method), $"ops/people/user_1/{path}");

        Assert.Equal((HttpStatusCode.Conflict, "setting_missing"), (answer.Status, answer.Code));
    }

    [Theory]
    [InlineData("GET", "clerk")]
    [InlineData("POST", "repair")]
    public async Task Key_of_another_instance_is_rejected(string method, string path)
    {
        await AddUserAsync("user_1", "Ada", null, null);
        await database.ExecuteAsync(
            "delete from clerk_instance; insert into clerk_instance (clerk_id) values ('ins_other')"
        );

        var answer = await _app.AskAsync(new HttpMethod(method), $"ops/people/user_1/{path}");
        await database.ForgetInstanceAsync();

        Assert.Equal((HttpStatusCode.Conflict, "mirror_rejected"), (answer.Status, answer.Code));
        Assert.NotNull(await database.FindUserAsync("user_1"));
    }

    [Fact]
    public async Task Repair_writes_a_missing_or_changed_row_and_then_finds_it_equal()
    {
        var clerkUser = ClerkObject.Create("user_1", UserEvent.Start);
        clerkUser["first_name"] = "Ada";
        _clerk.Users.Add(clerkUser);

        var first = await RepairAsync("user_1");
        await database.ExecuteAsync("update users set first_name = 'edited by hand'");
        var second = await RepairAsync("user_1");
        var third = await RepairAsync("user_1");

        Assert.Equal(("written", "written", "equal"), (first, second, third));
        Assert.Equal("Ada", await database.ScalarAsync<string>("select first_name from users"));
    }

    [Fact]
    public async Task Repair_does_not_overwrite_a_newer_row()
    {
        _clerk.Users.Add(ClerkObject.Create("user_1", UserEvent.Start));
        await AddUserAsync("user_1", "Newer", null, null);

        var outcome = await RepairAsync("user_1");

        Assert.Equal("newer", outcome);
        Assert.Equal("Newer", await database.ScalarAsync<string>("select first_name from users"));
    }

    [Theory]
    [InlineData(11, "removed", 0L)]
    [InlineData(9, "kept", 1L)]
    public async Task Repair_removes_a_row_only_if_it_is_old_enough(int minutes, string outcome, long left)
    {
        await AddUserAsync("user_1", "Ada", null, null);
        await database.ExecuteAsync(
            "update users set created_at = now() - make_interval(mins => @minutes)",
            new { minutes }
        );

        Assert.Equal(outcome, await RepairAsync("user_1"));
        Assert.Equal(left, await CountAsync("users"));
    }

    [Fact]
    public async Task Repair_removes_nothing_if_Clerk_is_unavailable()
    {
        await AddUserAsync("user_1", "Ada", null, null);
        await database.ExecuteAsync("update users set created_at = now() - interval '1 day'");
        _clerk.Always = Answers.Error(404, "url_not_found");

        var answer = await _app.AskAsync(HttpMethod.Post, "ops/people/user_1/repair");

        Assert.Equal((HttpStatusCode.BadGateway, "clerk_unavailable"), (answer.Status, answer.Code));
        Assert.Equal(1L, await CountAsync("users"));
    }

    private async Task<string?> RepairAsync(string id)
    {
        var answer = await _app.AskAsync(HttpMethod.Post, $"ops/people/{id}/repair");
        Assert.Equal(HttpStatusCode.OK, answer.Status);
        return answer.Outcome;
    }

    private async Task<string?> GetExplanationAsync() =>
        (string?)(await GetAsync($"ops/people/{_id}"))["version"]!["why"];

    private async Task<JsonNode> GetAsync(string path)
    {
        var answer = await _app.AskAsync(HttpMethod.Get, path);
        Assert.Equal(HttpStatusCode.OK, answer.Status);
        return answer.Json();
    }

    private Task<long> CountAsync(string table) => database.ScalarAsync<long>($"select count(*) from {table}");

    private Task AddUserAsync(string id, string? firstName, string? lastName, string? email) =>
        database.ExecuteAsync(
            """
            insert into users (clerk_id, first_name, last_name, email, primary_email, clerk_updated_at, clerk_event_at)
            values (@id, @firstName, @lastName, @email, @email, now(), now())
            """,
            new
            {
                id,
                firstName,
                lastName,
                email,
            }
        );

    private JsonObject CreateBrokenUpdate()
    {
        var json = UserEvent.Updated(_id).ToJson();
        json["data"]!["updated_at"] = "never";
        return json;
    }
}
