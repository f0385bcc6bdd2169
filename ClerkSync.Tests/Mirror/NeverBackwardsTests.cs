using System.Text.Json.Nodes;
using ClerkSync.Tests.Drivers;

namespace ClerkSync.Tests.Mirror;

/// <summary>Clerk's API returns an older version than a webhook has delivered.</summary>
public sealed class NeverBackwardsTests : IAsyncLifetime
{
    private const string Ada = "user_ada";
    private const string Acme = "org_acme";
    private readonly TestDatabase _database = new();
    private FakeClerkApi _clerk = null!;
    private TestApp _app = null!;

    private static MembershipEvent Membership { get; } =
        new()
        {
            Id = "orgmem_1",
            OrganizationId = Acme,
            UserId = Ada,
            Role = "org:member",
        };

    public async Task InitializeAsync()
    {
        await _database.InitializeAsync();
        _clerk = await FakeClerkApi.StartAsync();
        _app = await TestApp.StartAsync(_database, _clerk.Settings);
    }

    public async Task DisposeAsync()
    {
        await _app.DisposeAsync();
        await _clerk.DisposeAsync();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task Repair_does_not_write_an_older_user_over_a_newer_one()
    {
        _clerk.Users.Add(UserEvent.Updated(Ada).ToUser());
        var banned = (UserEvent.Updated(Ada) with { UpdatedAt = 2 }).ToJson();
        banned["data"]!["banned"] = true;
        await _app.DeliverAsync(banned);

        var repair = await PostAsync("repair");

        Assert.True((await _database.FindUserAsync(Ada))!.Banned);
        Assert.Equal((0, 1), ((int)repair["written"]!, (int)repair["newer"]!));
    }

    [Fact]
    public async Task Repair_does_not_write_older_organizations_and_memberships_over_newer_ones()
    {
        _clerk.Organizations.Add(Data(new OrganizationEvent { Id = Acme, Name = "Old" }));
        _clerk.Memberships.Add(Data(Membership));
        await _app.DeliverAsync(
            new OrganizationEvent
            {
                Id = Acme,
                Name = "New",
                UpdatedAt = 2,
            }
        );
        await _app.DeliverAsync(Membership with { Role = "org:admin", UpdatedAt = 2 });

        var repair = await PostAsync("repair");

        Assert.Equal("New", await _database.ScalarAsync<string>("select name from organizations"));
        Assert.Equal("org:admin", await _database.ScalarAsync<string>("select role from organization_memberships"));
        Assert.Equal((0, 2), ((int)repair["written"]!, (int)repair["newer"]!));
    }

    [Fact]
    public async Task Older_event_of_the_same_version_is_stale_after_the_repair_of_an_edited_row()
    {
        var last = UserEvent.Updated(Ada) with { FirstName = "Last", EventAt = 9 };
        _clerk.Users.Add(last.ToUser());
        await _app.DeliverAsync(last);
        await _database.ExecuteAsync("update users set first_name = 'edited'");
        await PostAsync("repair");

        var late = await _app.DeliverAsync(last with { FirstName = "Late", EventAt = 5 });

        Assert.Equal("stale", late.Outcome);
        Assert.Equal("Last", (await _database.FindUserAsync(Ada))!.FirstName);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Webhook_with_a_time_in_seconds_overrides_a_page_of_the_same_version(bool isWebhookFirst)
    {
        var webhook = (UserEvent.Updated(Ada) with { UpdatedAt = 500, FirstName = "by webhook" }).ToJson();
        webhook["timestamp"] = UserEvent.Start / 1000;
        _clerk.Users.Add((UserEvent.Updated(Ada) with { UpdatedAt = 500, FirstName = "by page" }).ToUser());

        Func<Task>[] steps = [() => _app.DeliverAsync(webhook), () => PostAsync("backfill")];
        foreach (var step in isWebhookFirst ? steps : steps.Reverse())
        {
            await step();
        }

        Assert.Equal("by webhook", (await _database.FindUserAsync(Ada))!.FirstName);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 0)]
    public async Task Later_of_two_webhooks_of_one_version_with_times_in_seconds_wins(int first, int second)
    {
        JsonObject[] webhooks = [.. Enumerable.Range(0, 2).Select(Webhook)];

        await _app.DeliverAsync(webhooks[first]);
        await _app.DeliverAsync(webhooks[second]);

        Assert.Equal("1", (await _database.FindUserAsync(Ada))!.FirstName);

        static JsonObject Webhook(int seconds)
        {
            var json = (UserEvent.Updated(Ada) with { UpdatedAt = 500, FirstName = $"{seconds}" }).ToJson();
            json["timestamp"] = (UserEvent.Start / 1000) + seconds;
            return json;
        }
    }

    private static JsonObject Data(ITestEvent sent) => sent.ToJson()["data"]!.DeepClone().AsObject();

    private Task<JsonNode> PostAsync(string route) => _app.RunToResultAsync($"ops/{route}");
}
