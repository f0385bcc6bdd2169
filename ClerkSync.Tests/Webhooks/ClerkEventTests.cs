using System.Text.Json.Nodes;
using ClerkSync.Core.Users;
using ClerkSync.Core.Webhooks;
using ClerkSync.Tests.Drivers;

namespace ClerkSync.Tests.Webhooks;

public sealed class ClerkEventTests
{
    private static readonly DateTimeOffset Received = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    [Fact]
    public void Primary_email_is_selected_by_its_id_and_not_by_its_position()
    {
        var user = ReadUser(json => { }, email: "ada@example.com");

        Assert.Equal("ada@example.com", user.PrimaryEmail);
    }

    [Fact]
    public void Primary_email_that_is_not_listed_is_null()
    {
        var user = ReadUser(data => data["primary_email_address_id"] = "idn_absent", email: "ada@example.com");

        Assert.Null(user.PrimaryEmail);
    }

    [Fact]
    public void Primary_phone_is_selected_by_its_id()
    {
        var user = ReadUser(data =>
        {
            data["primary_phone_number_id"] = "idn_2";
            data["phone_numbers"] = new JsonArray(
                new JsonObject { ["id"] = "idn_1", ["phone_number"] = "+1" },
                new JsonObject { ["id"] = "idn_2", ["phone_number"] = "+2" }
            );
        });

        Assert.Equal("+2", user.Phone);
    }

    [Fact]
    public void Null_metadata_is_read_as_empty()
    {
        var user = ReadUser(data => data["public_metadata"] = null);

        Assert.Equal("{}", user.PublicMetadata);
    }

    [Theory]
    [InlineData(1_716_883_200, "2024-05-28T08:00:00Z")]
    [InlineData(1_716_883_200_500, "2024-05-28T08:00:00.5Z")]
    [InlineData(99_999_999_999, "5138-11-16T09:46:39Z")]
    [InlineData(100_000_000_000, "1973-03-03T09:46:40Z")]
    [InlineData(0, "1970-01-01T00:00:00Z")]
    public void Event_time_is_read_in_seconds_or_milliseconds(long timestamp, string expected)
    {
        var json = UserEvent.Updated("user_1").ToJson();
        json["timestamp"] = timestamp;

        Assert.Equal(DateTimeOffset.Parse(expected, null), Read(json).EventAt);
    }

    [Fact]
    public void Event_without_a_time_is_the_oldest_of_its_version_but_newer_than_a_page()
    {
        var json = UserEvent.Updated("user_1").ToJson();
        json.Remove("timestamp");

        var write = Read(json).Write;

        Assert.Equal(write.Version!.UpdatedAt.AddMicroseconds(1), write.EventAt);
    }

    [Fact]
    public void Deletion_without_a_time_has_the_time_of_its_receipt()
    {
        var json = UserEvent.Deleted("user_1").ToJson();
        json.Remove("timestamp");

        Assert.Equal(Received, Read(json).Write.EventAt);
    }

    [Fact]
    public void Error_of_an_unreadable_event_does_not_contain_its_value()
    {
        var json = UserEvent.Updated("user_1").ToJson();
        json["data"]!["updated_at"] = "secret-word";

        var unreadable = Read(json);

        Assert.Equal("data $.updated_at", unreadable.UnreadableAt);
        Assert.Equal(("user.updated", "user_1"), (unreadable.Type, unreadable.ClerkId?.Value));
    }

    private static ClerkUser ReadUser(Action<JsonObject> change, string? email = null)
    {
        var json = (UserEvent.Updated("user_1") with { Email = email }).ToJson();
        change(json["data"]!.AsObject());
        return Assert.IsType<ClerkUser>(Read(json).Write.Version);
    }

    private static ClerkEvent Read(JsonNode json) => Events.Read(json, Received);
}
