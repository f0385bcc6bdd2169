using System.Text.Json.Nodes;
using ClerkSync.Cli;
using ClerkSync.Cli.Trigger;

namespace ClerkSync.Tests.Cli;

public sealed class TriggerEventTests
{
    private static readonly DateTimeOffset Now = new(2026, 7, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly long Milliseconds = Now.ToUnixTimeMilliseconds();
    private static readonly TriggeredObject Ada = new(
        "user_ada",
        "ada@example.com",
        "Ada",
        CreatedAt: 1_780_000_000_000
    );

    public static TheoryData<string> EventTypes => [.. Examples.EventTypes];

    [Fact]
    public void All_45_events_have_an_example() => Assert.Equal(45, Examples.EventTypes.Count);

    [Theory]
    [MemberData(nameof(EventTypes))]
    public void Every_event_has_the_current_time_and_an_id(string eventType)
    {
        var json = Create(new() { EventType = eventType });

        Assert.Equal(eventType, json["type"]!.GetValue<string>());
        Assert.Equal(Milliseconds, json["timestamp"]!.GetValue<long>());
        Assert.NotEmpty(json["data"]!["id"]!.GetValue<string>());
        Assert.Equal(Milliseconds, (json["data"]!["updated_at"] ?? Milliseconds).GetValue<long>());
    }

    [Fact]
    public void Created_object_has_a_new_id_in_the_usual_format()
    {
        var one = Create(new() { EventType = "user.created" }, Ada)["data"]!["id"]!.GetValue<string>();
        var other = Create(new() { EventType = "user.created" }, Ada)["data"]!["id"]!.GetValue<string>();

        Assert.Matches("^user_[0-9A-Za-z]{27}$", one);
        Assert.NotEqual(one, other);
    }

    [Theory]
    [InlineData("foo bar")]
    [InlineData("42")]
    public void Created_object_has_the_usual_id_format_after_any_last_id(string lastId) =>
        Assert.Matches(
            "^user_[0-9A-Za-z]{27}$",
            Create(new() { EventType = "user.created" }, Ada with { Id = lastId })["data"]!["id"]!.GetValue<string>()
        );

    [Fact]
    public void Trigger_memory_is_readable_only_by_its_owner()
    {
        using var folder = new CliFolder();

        new TriggerMemory(folder.Data).Write("user", Ada);

        Assert.True(
            OperatingSystem.IsWindows()
                || File.GetUnixFileMode(folder.Data.File("trigger.json"))
                    == (UnixFileMode.UserRead | UnixFileMode.UserWrite)
        );
    }

    [Fact]
    public void Id_prefix_of_two_words_is_kept() =>
        Assert.Matches(
            "^csub_item_[0-9A-Za-z]{27}$",
            Create(new() { EventType = "subscriptionItem.active" })["data"]!["id"]!.GetValue<string>()
        );

    [Fact]
    public void Created_user_has_a_primary_email()
    {
        var data = Create(new() { EventType = "user.created", Email = "grace@example.com" })["data"]!;

        var address = Assert.Single(data["email_addresses"]!.AsArray())!;
        Assert.Equal("grace@example.com", address["email_address"]!.GetValue<string>());
        Assert.Equal(data["primary_email_address_id"]!.GetValue<string>(), address["id"]!.GetValue<string>());
    }

    [Fact]
    public void Created_user_has_the_event_time_as_its_creation_time()
    {
        var data = Create(new() { EventType = "user.created" })["data"]!;

        Assert.Equal(Milliseconds, data["created_at"]!.GetValue<long>());
    }

    [Fact]
    public void Updated_user_is_the_last_triggered_user()
    {
        var data = Create(new() { EventType = "user.updated" }, Ada)["data"]!;

        Assert.Equal("user_ada", data["id"]!.GetValue<string>());
        Assert.Equal("ada@example.com", data["email_addresses"]![0]!["email_address"]!.GetValue<string>());
        Assert.Equal("Ada", data["first_name"]!.GetValue<string>());
        Assert.Equal(Ada.CreatedAt, data["created_at"]!.GetValue<long>());
    }

    [Fact]
    public void Options_override_the_last_user()
    {
        var request = new TriggerRequest
        {
            EventType = "user.updated",
            Email = "new@example.com",
            FirstName = "Grace",
        };

        var data = Create(request, Ada)["data"]!;

        Assert.Equal("new@example.com", data["email_addresses"]![0]!["email_address"]!.GetValue<string>());
        Assert.Equal("Grace", data["first_name"]!.GetValue<string>());
    }

    [Fact]
    public void Another_id_inherits_nothing_from_the_last_user()
    {
        var data = Create(new() { EventType = "user.updated", Id = "user_other" }, Ada)["data"]!;

        Assert.Equal("user_other", data["id"]!.GetValue<string>());
        Assert.NotEqual("ada@example.com", data["email_addresses"]![0]!["email_address"]!.GetValue<string>());
    }

    [Fact]
    public void Deleted_user_is_the_last_user_without_other_fields()
    {
        var data = Create(new() { EventType = "user.deleted" }, Ada)["data"]!.AsObject();

        Assert.Equal("user_ada", data["id"]!.GetValue<string>());
        Assert.Equal(["object", "id", "deleted", "external_id"], data.Select(member => member.Key));
    }

    [Fact]
    public void Membership_belongs_to_the_last_user()
    {
        var data = Create(new() { EventType = "organizationMembership.created" }, Ada)["data"]!;

        Assert.Equal("user_ada", data["public_user_data"]!["user_id"]!.GetValue<string>());
    }

    [Fact]
    public void Times_keep_their_intervals()
    {
        var data = Create(new() { EventType = "subscription.active" })["data"]!["items"]![0]!;

        var period = data["period_end"]!.GetValue<long>() - data["period_start"]!.GetValue<long>();
        Assert.Equal(TimeSpan.FromDays(31), TimeSpan.FromMilliseconds(period));
    }

    [Theory]
    [InlineData("public_metadata.plan=pro", """{"plan":"pro"}""")]
    [InlineData("public_metadata.limits.seats=5", """{"limits":{"seats":5}}""")]
    [InlineData("public_metadata={\"a\":[1,null]}", """{"a":[1,null]}""")]
    [InlineData("public_metadata.formula=a=b", """{"formula":"a=b"}""")]
    [InlineData("public_metadata.none=null", """{"none":null}""")]
    [InlineData("public_metadata.text=\"5\"", """{"text":"5"}""")]
    public void Set_option_writes_json_or_text_at_any_path(string set, string metadata)
    {
        var data = Create(new() { EventType = "user.created", Sets = [set] })["data"]!;

        Assert.Equal(metadata, data["public_metadata"]!.ToJsonString());
    }

    [Fact]
    public void Set_option_writes_into_lists()
    {
        var data = Create(new() { EventType = "user.created", Sets = ["email_addresses.0.email_address=x@y.z"] })[
            "data"
        ]!;

        Assert.Equal("x@y.z", data["email_addresses"]![0]!["email_address"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("plan")]
    [InlineData("=pro")]
    [InlineData("first_name.deeper=1")]
    [InlineData("email_addresses.7.id=1")]
    public void Invalid_set_option_is_rejected(string set) =>
        Assert.Throws<UsageException>(() => Create(new() { EventType = "user.created", Sets = [set] }));

    [Fact]
    public void Email_option_for_an_event_without_an_email_is_rejected() =>
        Assert.Throws<UsageException>(() => Create(new() { EventType = "user.deleted", Email = "a@b.c" }));

    private static JsonNode Create(TriggerRequest request, TriggeredObject? lastUser = null)
    {
        var last = new Dictionary<string, TriggeredObject>();
        if (lastUser is not null)
        {
            last["user"] = lastUser;
        }

        return JsonNode.Parse(TriggerEvent.Create(Examples.Get(request.EventType), request, last, Now).Body)!;
    }
}
