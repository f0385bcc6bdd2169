using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using ClerkSync.Cli.Trigger;
using ClerkSync.Tests.Drivers;

namespace ClerkSync.Tests.Webhooks;

/// <summary>Events about objects with an unreadable member. The other members are applied.</summary>
public sealed class OddObjectTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncLifetime
{
    private readonly string _svixId = $"msg_{Guid.NewGuid():n}";
    private readonly string _id = UserEvent.NewId();
    private TestApp _app = null!;

    public async Task InitializeAsync()
    {
        // A delivery of another test may have recorded an instance. Clerk's examples would then be ignored.
        await database.ForgetInstanceAsync();
        _app = await TestApp.StartAsync(database);
    }

    public async Task DisposeAsync() => await _app.DisposeAsync();

    [Theory]
    [InlineData("created_at", "-62135596800000")]
    [InlineData("created_at", "\"2024-05-28T08:00:00Z\"")]
    [InlineData("created_at", "253402300800000")]
    [InlineData("created_at", "1e400")]
    [InlineData("last_sign_in_at", "true")]
    [InlineData("first_name", "7")]
    [InlineData("last_name", "{}")]
    [InlineData("username", "[]")]
    [InlineData("image_url", "false")]
    [InlineData("external_id", "1e400")]
    [InlineData("locked", "\"no\"")]
    [InlineData("public_metadata", "[]")]
    [InlineData("private_metadata", "\"text\"")]
    [InlineData("unsafe_metadata", "7")]
    [InlineData("email_addresses", "\"ada@example.com\"")]
    [InlineData("email_addresses", "[7,[],{\"id\":7},{\"id\":\"idn_primary\",\"email_address\":7}]")]
    [InlineData("phone_numbers", "{}")]
    [InlineData("primary_email_address_id", "7")]
    [InlineData("primary_phone_number_id", "{}")]
    public async Task Unreadable_optional_member_is_null_and_a_ban_is_applied(string member, string value)
    {
        var json = UserEvent.Updated(_id).ToJson();
        json["data"]!["banned"] = true;

        var answer = await SendAsync(With(json, member, value));

        var user = await database.FindUserAsync(_id);
        Assert.Equal("applied", answer.Outcome);
        Assert.Equal((true, null), (user!.Banned, Column(user, member)));
    }

    [Theory]
    [InlineData(65)]
    [InlineData(513)]
    [InlineData(4090)]
    [InlineData(9000)]
    public async Task Nested_metadata_is_stored_up_to_thousands_of_levels(int depth)
    {
        var nested = $$"""{"a":{{new string('[', depth)}}{{new string(']', depth)}}}""";

        var answer = await SendAsync(With(UserEvent.Updated(_id).ToJson(), "unsafe_metadata", nested));

        Assert.Equal("applied", answer.Outcome);
        Assert.Equal(
            nested,
            (await database.FindUserAsync(_id))!.UnsafeMetadata.Replace(" ", "", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task Metadata_nested_deeper_than_Postgres_supports_is_stored_as_empty()
    {
        var nested = $$"""{"a":{{new string('[', 12_000)}}{{new string(']', 12_000)}}}""";

        var answer = await SendAsync(With(UserEvent.Updated(_id).ToJson(), "unsafe_metadata", nested));

        Assert.Equal("applied", answer.Outcome);
        Assert.Equal("{}", (await database.FindUserAsync(_id))!.UnsafeMetadata);
    }

    [Fact]
    public async Task Body_of_one_megabyte_of_brackets_is_rejected_within_the_time_limit()
    {
        var nested = $$"""{"a":{{new string('[', 500_000)}}{{new string(']', 500_000)}}}""";

        var answer = await SendAsync(With(UserEvent.Updated(_id).ToJson(), "unsafe_metadata", nested));

        Assert.Equal((HttpStatusCode.BadRequest, "invalid_payload"), (answer.Status, answer.Code));
    }

    [Theory]
    [InlineData("1e131072", "null")]
    [InlineData("-1e309", "null")]
    [InlineData("1e99999999999999999999", "null")]
    [InlineData("0.1e-131072", "0")]
    [InlineData("0e131072", "0")]
    [InlineData("1.5e+3", "1500")]
    [InlineData("\"1e131072\"", "\"1e131072\"")]
    public async Task Number_in_metadata_is_replaced_if_jsonb_cannot_store_it(string number, string expected)
    {
        var answer = await SendAsync(
            With(UserEvent.Updated(_id).ToJson(), "public_metadata", $$"""{"a":[{{number}}],"b":1}""")
        );

        Assert.Equal("applied", answer.Outcome);
        Assert.Equal($$"""{"a": [{{expected}}], "b": 1}""", (await database.FindUserAsync(_id))!.PublicMetadata);
    }

    [Fact]
    public async Task Numbers_with_an_exponent_do_not_expand_in_storage()
    {
        var numbers = string.Join(',', Enumerable.Repeat("1e131071", 200));

        await SendAsync(With(UserEvent.Updated(_id).ToJson(), "unsafe_metadata", $$"""{"a":[{{numbers}}]}"""));

        var length = await database.ScalarAsync<int>(
            "select octet_length(unsafe_metadata::text) from users where clerk_id = @_id",
            new { _id }
        );
        Assert.InRange(length, 1, 2000);
    }

    [Fact]
    public async Task Email_that_is_too_long_for_an_index_is_null()
    {
        var json = (UserEvent.Updated(_id) with { Email = $"{Noise(9000)}@example.com" }).ToJson();

        var answer = await _app.DeliverAsync(json, _svixId);

        Assert.Equal("applied", answer.Outcome);
        Assert.Null((await database.FindUserAsync(_id))!.PrimaryEmail);
    }

    [Theory]
    [InlineData("\"1716883200\"")]
    [InlineData("\"yesterday\"")]
    [InlineData("1716883200.5")]
    [InlineData("-1")]
    [InlineData("{}")]
    [InlineData("null")]
    public async Task Event_with_an_unreadable_time_is_applied(string timestamp)
    {
        var json = UserEvent.Updated(_id).ToJson();
        json["timestamp"] = JsonNode.Parse(timestamp);

        var answer = await _app.DeliverAsync(json, _svixId);

        Assert.Equal("applied", answer.Outcome);
    }

    [Theory]
    [InlineData("permissions", "7")]
    [InlineData("permissions", "[7,null,\"org:read\"]")]
    [InlineData("role", "7")]
    [InlineData("public_metadata", "[]")]
    [InlineData("created_at", "-1")]
    public async Task Membership_with_an_unreadable_member_is_applied(string member, string value)
    {
        var answer = await SendAsync(With(Membership().ToJson(), member, value));

        Assert.Equal("applied", answer.Outcome);
    }

    [Theory]
    [InlineData("max_allowed_memberships", "\"many\"")]
    [InlineData("name", "7")]
    [InlineData("public_metadata", "[]")]
    [InlineData("created_at", "-1")]
    public async Task Organization_with_an_unreadable_member_is_applied(string member, string value)
    {
        var answer = await SendAsync(With(new OrganizationEvent { Id = $"org_{_id}" }.ToJson(), member, value));

        Assert.Equal("applied", answer.Outcome);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("null")]
    public async Task Membership_without_a_user_is_ignored(string? member)
    {
        var json = Membership().ToJson();
        json["data"]!.AsObject().Remove("public_user_data");
        if (member is not null)
        {
            json["data"]!["public_user_data"] = JsonNode.Parse(member);
        }

        var answer = await _app.DeliverAsync(json, _svixId);

        Assert.Equal((HttpStatusCode.OK, "ignored"), (answer.Status, answer.Outcome));
    }

    [Theory]
    [InlineData("user.updated", "id", "data $.id")]
    [InlineData("user.updated", "updated_at", "data $.updated_at")]
    [InlineData("user.deleted", "id", "data $.id")]
    [InlineData("organization.updated", "updated_at", "data $.updated_at")]
    [InlineData("organizationMembership.updated", "organization", "data $.organization")]
    [InlineData("organizationMembership.updated", "organization.id", "data $.organization.id")]
    [InlineData("organizationMembership.updated", "public_user_data.user_id", "data $.public_user_data.user_id")]
    public async Task Rejected_delivery_names_the_missing_member(string type, string member, string expected)
    {
        var json = Examples.Get(type);
        var owner = json["data"]!;
        var names = member.Split('.');
        foreach (var name in names[..^1])
        {
            owner = owner[name]!;
        }

        owner.AsObject().Remove(names[^1]);

        await _app.DeliverAsync(json, _svixId);

        Assert.Equal(expected, await ErrorAsync());
    }

    [Theory]
    [InlineData("user.updated", "id")]
    [InlineData("user.deleted", "id")]
    [InlineData("organization.updated", "id")]
    [InlineData("organizationMembership.updated", "organization.id")]
    [InlineData("organizationMembership.updated", "public_user_data.user_id")]
    public async Task Id_with_a_NUL_is_rejected_and_not_changed(string type, string member)
    {
        var json = Examples.Get(type);
        var owner = json["data"]!;
        var names = member.Split('.');
        foreach (var name in names[..^1])
        {
            owner = owner[name]!;
        }

        owner[names[^1]] = $"{_id}\0";
        json.AsObject().Remove("instance_id");

        var answer = await _app.DeliverAsync(json, _svixId);

        Assert.Equal((HttpStatusCode.BadRequest, "invalid_payload"), (answer.Status, answer.Code));
        Assert.Equal($"data $.{member}", await ErrorAsync());
    }

    [Theory]
    [InlineData(10_000)]
    [InlineData(256)]
    public async Task Long_svix_id_is_rejected(int length)
    {
        var svixId = $"msg_{Noise(length - 4)}";

        var answer = await _app.DeliverAsync(UserEvent.Updated(_id), svixId);

        Assert.Equal((HttpStatusCode.BadRequest, "invalid_id"), (answer.Status, answer.Code));
        Assert.Null(await database.FindUserAsync(_id));
    }

    [Theory]
    [InlineData(
        """{"type":"user.created","data":{"id":"ID","email_addresses":[{"email_address":"ada@example.com"}]}}"""
    )]
    [InlineData(
        """{"type":"user.created","data":{"email_addresses":[{"email_address":"ada@example.com"}],"id":"ID","upd"""
    )]
    [InlineData("""{"data":{"id":"ID","email_addresses":[{"email_address":"ada@example.com"}]}}""")]
    [InlineData("""{"type":"user.created","data":{"user_id":7,"id":"ID","email":"ada@example.com",}}""")]
    [InlineData(
        """{"type":"organizationMembership.created","data":{"organization":{"created_by":"user_other"},"public_user_data":{"identifier":"ada@example.com","user_id":"ID"}},}"""
    )]
    [InlineData("\"{\\\"data\\\":{\\\"id\\\":\\\"ID\\\",\\\"email\\\":\\\"ada@example.com\\\"}}\"")]
    public async Task Payload_of_an_unreadable_body_is_removed_with_its_user(string body)
    {
        await _app.SendAsync(
            Delivery.Sign(
                Encoding.UTF8.GetBytes(body.Replace("ID", _id, StringComparison.Ordinal)),
                _svixId,
                TestApp.Secret
            )
        );
        Assert.Equal("rejected", await database.FindOutcomeAsync(_svixId));
        Assert.Equal(1L, await PayloadsAsync());

        await _app.DeliverAsync(UserEvent.Deleted(_id));

        Assert.Equal(0L, await PayloadsAsync());
    }

    /// <summary>Writes a raw value for one member of the data, which a JSON library might not write.</summary>
    private static string With(JsonObject json, string member, string value)
    {
        json["data"]![member] = "{here}";
        return json.ToJsonString().Replace("\"{here}\"", value, StringComparison.Ordinal);
    }

    private static object? Column(UserRow user, string member) =>
        member switch
        {
            "created_at" => user.ClerkCreatedAt,
            "last_sign_in_at" => user.LastSignInAt,
            "first_name" => user.FirstName,
            "last_name" => user.LastName,
            "username" => user.Username,
            "image_url" => user.ImageUrl,
            "external_id" => user.ExternalId,
            "locked" => user.Locked ? "locked" : null,
            "email_addresses" or "primary_email_address_id" => user.PrimaryEmail,
            "phone_numbers" or "primary_phone_number_id" => user.Phone,
            "public_metadata" => user.PublicMetadata == "{}" ? null : user.PublicMetadata,
            "private_metadata" => user.PrivateMetadata == "{}" ? null : user.PrivateMetadata,
            "unsafe_metadata" => user.UnsafeMetadata == "{}" ? null : user.UnsafeMetadata,
            _ => throw new ArgumentOutOfRangeException(nameof(member)),
        };

    /// <summary>Text that Postgres cannot compress.</summary>
    private static string Noise(int length) =>
        string.Concat(Enumerable.Range(0, (length / 32) + 1).Select(_ => Guid.NewGuid().ToString("n")))[..length];

    private MembershipEvent Membership() =>
        new()
        {
            Id = $"orgmem_{_id}",
            OrganizationId = $"org_{_id}",
            UserId = _id,
        };

    private Task<Answer> SendAsync(string body) =>
        _app.SendAsync(Delivery.Sign(Encoding.UTF8.GetBytes(body), _svixId, TestApp.Secret));

    private Task<string?> ErrorAsync() =>
        database.ScalarAsync<string?>(
            "select error from webhook_deliveries where svix_id = @_svixId and outcome = 'rejected'",
            new { _svixId }
        );

    private Task<long> PayloadsAsync() =>
        database.ScalarAsync<long>(
            "select count(payload) from webhook_deliveries where svix_id = @_svixId",
            new { _svixId }
        );
}
