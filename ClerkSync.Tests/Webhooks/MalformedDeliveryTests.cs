using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using ClerkSync.Tests.Drivers;

namespace ClerkSync.Tests.Webhooks;

/// <summary>Deliveries with a valid signature and invalid content. Each gets its documented response and writes no user.</summary>
public sealed class MalformedDeliveryTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncLifetime
{
    private const string Marker = "secret-word";
    private readonly string _svixId = $"msg_{Guid.NewGuid():n}";
    private readonly string _id = UserEvent.NewId();
    private TestApp _app = null!;

    /// <summary>Bodies with a valid signature that cannot be applied.</summary>
    public static TheoryData<string, string> Unusable { get; } =
        new()
        {
            { "empty", "" },
            { "not JSON", Marker },
            { "null", "null" },
            { "a number", "42" },
            { "an array", "[]" },
            { "an empty object", "{}" },
            { "a raw NUL", "{\"type\":\"user.created\0\"}" },
            { "cut", """{"type":"user.created","data":{"id":"secret-word","updated_at":17168832""" },
            { "no type", """{"data":{"id":"user_x","updated_at":1716883200000}}""" },
            { "null type", """{"type":null,"data":{"id":"user_x","updated_at":1716883200000}}""" },
            { "type of a wrong type", """{"type":7,"data":{"id":"user_x","updated_at":1716883200000}}""" },
            { "no data", """{"type":"user.created"}""" },
            { "null data", """{"type":"user.created","data":null}""" },
            { "data of a wrong type", """{"type":"user.created","data":"secret-word"}""" },
            { "no id", """{"type":"user.created","data":{"updated_at":1716883200000}}""" },
            { "null id", """{"type":"user.created","data":{"id":null,"updated_at":1716883200000}}""" },
            { "empty id", """{"type":"user.created","data":{"id":"","updated_at":1716883200000}}""" },
            { "id of a wrong type", """{"type":"user.created","data":{"id":7,"updated_at":1716883200000}}""" },
            { "no updated_at", """{"type":"user.created","data":{"id":"user_x"}}""" },
            { "null updated_at", """{"type":"user.created","data":{"id":"user_x","updated_at":null}}""" },
            { "updated_at as text", """{"type":"user.created","data":{"id":"user_x","updated_at":"secret-word"}}""" },
            { "updated_at before 1970", """{"type":"user.created","data":{"id":"user_x","updated_at":-1}}""" },
            {
                "updated_at after 9999",
                """{"type":"user.created","data":{"id":"user_x","updated_at":253402300800000}}"""
            },
            { "deletion without an id", """{"type":"user.deleted","data":{"deleted":true}}""" },
        };

    public async Task InitializeAsync() => _app = await TestApp.StartAsync(database);

    public async Task DisposeAsync() => await _app.DisposeAsync();

    [Theory]
    [MemberData(nameof(Unusable))]
    public async Task Verified_body_that_cannot_be_applied_is_rejected_and_logged(string what, string body)
    {
        var answer = await SendAsync(Encoding.UTF8.GetBytes(body));

        Assert.Equal((HttpStatusCode.BadRequest, "invalid_payload"), (answer.Status, answer.Code));
        Assert.Equal("rejected", await database.FindOutcomeAsync(_svixId));
        Assert.NotEmpty(what);
        await AssertNoTraceAsync(answer);
    }

    [Fact]
    public async Task Body_that_is_not_UTF8_is_rejected()
    {
        byte[] body =
        [
            .. "{\"type\":\"user.created\",\"data\":{\"first_name\":\""u8,
            0xC3,
            0x28,
            .. "secret-word\"}}"u8,
        ];

        var answer = await SendAsync(body);

        Assert.Equal((HttpStatusCode.BadRequest, "invalid_encoding"), (answer.Status, answer.Code));
        Assert.Null(await database.FindOutcomeAsync(_svixId));
        await AssertNoTraceAsync(answer);
    }

    [Fact]
    public async Task Body_of_two_mebibytes_is_rejected()
    {
        var answer = await SendAsync(new byte[2 * 1024 * 1024]);

        Assert.Equal((HttpStatusCode.RequestEntityTooLarge, "body_too_large"), (answer.Status, answer.Code));
        Assert.Null(await database.FindOutcomeAsync(_svixId));
    }

    [Fact]
    public async Task Body_of_one_mebibyte_is_accepted()
    {
        var json = UserEvent.Created(_id).ToJson();
        json["padding"] = "";
        var length = Encoding.UTF8.GetByteCount(json.ToJsonString());
        json["padding"] = new string('x', (1024 * 1024) - length);

        var answer = await _app.DeliverAsync(json, _svixId);

        Assert.Equal("applied", answer.Outcome);
    }

    [Fact]
    public async Task Get_request_is_not_found()
    {
        var answer = await _app.SendAsync(new Delivery { Body = [], Method = HttpMethod.Get });

        Assert.Equal(HttpStatusCode.NotFound, answer.Status);
    }

    [Theory]
    [InlineData("user.promoted")]
    [InlineData("galaxy.created")]
    public async Task Unknown_event_type_is_acknowledged(string type)
    {
        var json = new JsonObject
        {
            ["type"] = type,
            ["data"] = new JsonObject { ["id"] = Marker },
        };

        var answer = await _app.DeliverAsync(json, _svixId);

        Assert.Equal((HttpStatusCode.OK, "ignored"), (answer.Status, answer.Outcome));
        await AssertNoTraceAsync(answer);
    }

    [Theory]
    [InlineData(1_716_883_200L)]
    [InlineData(1_716_883_200_000L)]
    [InlineData(0L)]
    [InlineData(4_102_444_800L)]
    [InlineData(4_102_444_800_000L)]
    public async Task Past_and_future_event_times_are_accepted(long timestamp)
    {
        var json = UserEvent.Created(_id).ToJson();
        json["timestamp"] = timestamp;

        Assert.Equal("applied", (await _app.DeliverAsync(json, _svixId)).Outcome);
    }

    [Theory]
    [InlineData("first_name")]
    [InlineData("last_name")]
    [InlineData("username")]
    [InlineData("image_url")]
    [InlineData("external_id")]
    [InlineData("email_addresses")]
    [InlineData("phone_numbers")]
    [InlineData("primary_email_address_id")]
    [InlineData("public_metadata")]
    [InlineData("private_metadata")]
    [InlineData("unsafe_metadata")]
    [InlineData("last_sign_in_at")]
    [InlineData("created_at")]
    [InlineData("banned")]
    [InlineData("locked")]
    public async Task Null_or_absent_optional_value_is_accepted(string property)
    {
        var isNull = UserEvent.Created(_id).ToJson();
        isNull["data"]![property] = null;
        var isAbsent = (UserEvent.Updated(_id) with { UpdatedAt = 1 }).ToJson();
        isAbsent["data"]!.AsObject().Remove(property);

        Assert.Equal("applied", (await _app.DeliverAsync(isNull)).Outcome);
        Assert.Equal("applied", (await _app.DeliverAsync(isAbsent)).Outcome);
    }

    [Fact]
    public async Task Event_with_deeply_nested_metadata_is_applied()
    {
        var nested = JsonNode.Parse($$"""{"a":{{new string('[', 50)}}{{new string(']', 50)}}}""");
        var deep = (UserEvent.Created(_id) with { UnsafeMetadata = nested }).ToJson();
        deep["data"]!["unsafe_metadata"]!["b"] = JsonNode.Parse(new string('[', 62) + new string(']', 62));

        Assert.Equal("applied", (await _app.DeliverAsync(deep, _svixId)).Outcome);
    }

    [Theory]
    [InlineData("email_addresses")]
    [InlineData("phone_numbers")]
    public async Task Null_in_a_list_is_skipped(string list)
    {
        var json = (UserEvent.Created(_id) with { Email = $"{_id}@example.com" }).ToJson();
        json["data"]!["primary_phone_number_id"] = "idn_phone";
        json["data"]![list] = new JsonArray(null, json["data"]![list]?.AsArray().LastOrDefault()?.DeepClone());

        Assert.Equal("applied", (await _app.DeliverAsync(json, _svixId)).Outcome);
    }

    [Fact]
    public async Task Rejected_delivery_is_applied_when_a_readable_one_with_its_id_arrives()
    {
        await SendAsync("{}"u8.ToArray());

        var answer = await _app.DeliverAsync(UserEvent.Created(_id), _svixId);

        Assert.Equal("applied", answer.Outcome);
    }

    private Task<Answer> SendAsync(byte[] body) => _app.SendAsync(Delivery.Sign(body, _svixId, TestApp.Secret));

    private async Task AssertNoTraceAsync(Answer answer)
    {
        Assert.Equal(0L, await database.ScalarAsync<long>("select count(*) from users where clerk_id = 'user_x'"));
        Assert.DoesNotContain(Marker, answer.Body, StringComparison.Ordinal);
        Assert.DoesNotContain(_app.Logs, line => line.Contains(Marker, StringComparison.Ordinal));
        Assert.DoesNotContain(_app.Logs, line => line.Contains(TestApp.Secret, StringComparison.Ordinal));
        Assert.Equal(
            0L,
            await database.ScalarAsync<long>(
                "select count(*) from webhook_deliveries where error like '%' || @Marker || '%'",
                new { Marker }
            )
        );
    }
}
