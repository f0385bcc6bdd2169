using System.Net;
using System.Text.Json.Nodes;
using ClerkSync.Tests.Drivers;

namespace ClerkSync.Tests.Webhooks;

/// <summary>Sequential deliveries, and the row that they lead to.</summary>
public sealed class UserWebhookTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncLifetime
{
    private readonly string _id = UserEvent.NewId();
    private TestApp _app = null!;

    public async Task InitializeAsync() => _app = await TestApp.StartAsync(database);

    public async Task DisposeAsync() => await _app.DisposeAsync();

    [Fact]
    public async Task Created_user_has_a_row_with_the_free_plan_and_ten_credits()
    {
        var email = $"{_id}@example.com";

        var answer = await _app.DeliverAsync(UserEvent.Created(_id) with { Email = email });

        Assert.Equal((HttpStatusCode.OK, "applied"), (answer.Status, answer.Outcome));
        var user = await database.FindUserAsync(_id);
        Assert.NotNull(user);
        Assert.Equal((email, email, "Ada", "Doe"), (user.Email, user.PrimaryEmail, user.FirstName, user.LastName));
        Assert.Equal(("free", 10), (user.Plan, user.Credits));
        Assert.Equal("https://img.clerk.com/xxxxxx", user.ImageUrl);
        Assert.Equal("{}", user.PrivateMetadata);
    }

    [Fact]
    public async Task Updated_user_without_a_row_is_inserted()
    {
        var answer = await _app.DeliverAsync(UserEvent.Updated(_id));

        Assert.Equal("applied", answer.Outcome);
        Assert.NotNull(await database.FindUserAsync(_id));
    }

    [Fact]
    public async Task Newer_event_overwrites_the_user()
    {
        await _app.DeliverAsync(UserEvent.Created(_id));

        await _app.DeliverAsync(UserEvent.Updated(_id) with { UpdatedAt = 1, FirstName = "Grace" });

        Assert.Equal("Grace", (await database.FindUserAsync(_id))?.FirstName);
    }

    [Fact]
    public async Task Older_event_leaves_a_newer_user_unchanged()
    {
        await _app.DeliverAsync(UserEvent.Updated(_id) with { UpdatedAt = 1, FirstName = "Grace" });
        var before = await database.FindUserAsync(_id);

        var answer = await _app.DeliverAsync(UserEvent.Created(_id));

        Assert.Equal("stale", answer.Outcome);
        Assert.Equal(before, await database.FindUserAsync(_id));
    }

    [Fact]
    public async Task Later_event_of_the_same_version_overwrites_the_user()
    {
        await _app.DeliverAsync(UserEvent.Updated(_id) with { EventAt = 2, FirstName = "Grace" });

        var older = await _app.DeliverAsync(UserEvent.Updated(_id) with { EventAt = 1 });
        var newer = await _app.DeliverAsync(UserEvent.Updated(_id) with { EventAt = 3, FirstName = "Joan" });

        Assert.Equal(("stale", "applied"), (older.Outcome, newer.Outcome));
        Assert.Equal("Joan", (await database.FindUserAsync(_id))?.FirstName);
    }

    [Fact]
    public async Task Newer_event_with_the_same_content_makes_events_in_between_stale()
    {
        await _app.DeliverAsync(UserEvent.Updated(_id));
        await _app.DeliverAsync(UserEvent.Updated(_id) with { UpdatedAt = 2 });

        var between = await _app.DeliverAsync(UserEvent.Updated(_id) with { UpdatedAt = 1, FirstName = "Grace" });

        Assert.Equal("stale", between.Outcome);
        Assert.Equal("Ada", (await database.FindUserAsync(_id))?.FirstName);
    }

    [Fact]
    public async Task Events_with_equal_times_and_different_content_converge_in_either_order()
    {
        var other = UserEvent.NewId();
        foreach (var name in new[] { "Ada", "Grace" })
        {
            await _app.DeliverAsync(UserEvent.Updated(_id) with { FirstName = name });
        }

        foreach (var name in new[] { "Grace", "Ada" })
        {
            await _app.DeliverAsync(UserEvent.Updated(other) with { FirstName = name });
        }

        Assert.Equal((await database.FindUserAsync(_id))?.FirstName, (await database.FindUserAsync(other))?.FirstName);
    }

    [Fact]
    public async Task Event_with_equal_times_and_equal_content_writes_nothing()
    {
        await _app.DeliverAsync(UserEvent.Updated(_id));
        var before = await database.FindUserAsync(_id);

        var answer = await _app.DeliverAsync(UserEvent.Updated(_id));

        Assert.Equal("stale", answer.Outcome);
        Assert.Equal(before, await database.FindUserAsync(_id));
    }

    [Fact]
    public async Task Duplicate_changes_nothing_even_after_the_row_was_edited()
    {
        await _app.DeliverAsync(UserEvent.Created(_id), "msg_dup_" + _id);
        await database.ExecuteAsync("update users set first_name = 'by hand' where clerk_id = @_id", new { _id });
        var before = await database.FindUserAsync(_id);

        var answer = await _app.DeliverAsync(UserEvent.Created(_id) with { UpdatedAt = 9 }, "msg_dup_" + _id);

        Assert.Equal((HttpStatusCode.OK, "duplicate"), (answer.Status, answer.Outcome));
        Assert.Equal(before, await database.FindUserAsync(_id));
    }

    [Fact]
    public async Task Later_event_does_not_change_the_plan_and_the_credits()
    {
        await _app.DeliverAsync(UserEvent.Created(_id));
        await database.ExecuteAsync("update users set plan = 'pro', credits = 3 where clerk_id = @_id", new { _id });

        await _app.DeliverAsync(UserEvent.Updated(_id) with { UpdatedAt = 1 });

        var user = await database.FindUserAsync(_id);
        Assert.Equal(("pro", 3L), (user?.Plan, user?.Credits));
    }

    [Fact]
    public async Task Deleted_user_is_removed_and_not_recreated_by_a_newer_event()
    {
        await _app.DeliverAsync(UserEvent.Created(_id));

        var deleted = await _app.DeliverAsync(UserEvent.Deleted(_id));
        var late = await _app.DeliverAsync(UserEvent.Updated(_id) with { UpdatedAt = 9 });

        Assert.Equal(("applied", "stale"), (deleted.Outcome, late.Outcome));
        Assert.Null(await database.FindUserAsync(_id));
    }

    [Fact]
    public async Task Deletion_of_a_user_without_a_row_prevents_a_late_creation()
    {
        var deleted = await _app.DeliverAsync(UserEvent.Deleted(_id));
        await _app.DeliverAsync(UserEvent.Created(_id));

        Assert.Equal("applied", deleted.Outcome);
        Assert.Null(await database.FindUserAsync(_id));
        Assert.Contains(
            _app.Logs,
            line => line.Contains($"{_id} was deleted and had no row", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task Second_deletion_is_stale()
    {
        await _app.DeliverAsync(UserEvent.Deleted(_id));

        var again = await _app.DeliverAsync(UserEvent.Deleted(_id));

        Assert.Equal("stale", again.Outcome);
    }

    [Fact]
    public async Task Soft_deleted_user_keeps_a_row_without_personal_data()
    {
        await using var app = await TestApp.StartAsync(database, ("ClerkSync:DeleteMode", "soft"));
        var json = (UserEvent.Created(_id) with { Email = $"{_id}@example.com" }).ToJson();
        foreach (var property in new[] { "username", "external_id" })
        {
            json["data"]![property] = "personal";
        }

        foreach (var metadata in new[] { "public_metadata", "private_metadata", "unsafe_metadata" })
        {
            json["data"]![metadata] = new JsonObject { ["personal"] = true };
        }

        json["data"]!["primary_phone_number_id"] = "idn_phone";
        json["data"]!["phone_numbers"] = new JsonArray(
            new JsonObject { ["id"] = "idn_phone", ["phone_number"] = "+1" }
        );
        await app.DeliverAsync(json);

        await app.DeliverAsync(UserEvent.Deleted(_id) with { UpdatedAt = 5 });
        var late = await app.DeliverAsync(UserEvent.Updated(_id) with { UpdatedAt = 9, Email = $"{_id}@example.com" });

        var user = await database.FindUserAsync(_id);
        Assert.Equal("stale", late.Outcome);
        Assert.Equal(DateTimeOffset.FromUnixTimeMilliseconds(UserEvent.Start + 5), user?.DeletedAt);
        Assert.All(
            new[]
            {
                user?.Email,
                user?.PrimaryEmail,
                user?.FirstName,
                user?.LastName,
                user?.ImageUrl,
                user?.Username,
                user?.Phone,
                user?.ExternalId,
            },
            Assert.Null
        );
        Assert.All(
            new[] { user?.PublicMetadata, user?.PrivateMetadata, user?.UnsafeMetadata },
            text => Assert.Equal("{}", text)
        );
        Assert.Null(user?.LastSignInAt);
    }

    [Fact]
    public async Task Metadata_is_stored_as_jsonb()
    {
        var metadata = JsonNode.Parse("""{"theme":{"dark":true},"tags":["a","é"]}""");

        await _app.DeliverAsync(UserEvent.Created(_id) with { UnsafeMetadata = metadata });

        Assert.True(
            await database.ScalarAsync<bool>(
                "select unsafe_metadata @> '{\"theme\":{\"dark\":true},\"tags\":[\"é\"]}' from users where clerk_id = @_id",
                new { _id }
            )
        );
    }

    [Fact]
    public async Task Event_with_a_NUL_character_is_applied_with_a_replacement_character()
    {
        var metadata = new JsonObject { ["a"] = "nul \0", ["b"] = "emoji \ud83d\ude00" };

        var answer = await _app.DeliverAsync(
            UserEvent.Created(_id) with
            {
                FirstName = "A\0da",
                UnsafeMetadata = metadata,
            }
        );

        Assert.Equal("applied", answer.Outcome);
        Assert.Equal("A\ufffdda", (await database.FindUserAsync(_id))?.FirstName);
    }
}
