using ClerkSync.Cli.Trigger;
using ClerkSync.Tests.Drivers;

namespace ClerkSync.Tests.Webhooks;

/// <summary>Clerk's own example of every event type.</summary>
public sealed class ExampleTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncLifetime
{
    private TestApp _app = null!;

    public static TheoryData<string> EventTypes { get; } = [.. Examples.EventTypes];

    public async Task InitializeAsync() => _app = await TestApp.StartAsync(database);

    public async Task DisposeAsync() => await _app.DisposeAsync();

    [Fact]
    public void All_45_event_types_have_an_example()
    {
        Assert.Equal(45, Examples.EventTypes.Count);
    }

    [Theory]
    [MemberData(nameof(EventTypes))]
    public async Task Example_is_acknowledged_and_its_second_delivery_is_a_duplicate(string eventType)
    {
        var svixId = $"msg_{eventType}";
        // The examples of one object share an id, so they would make each other stale.
        var json = Examples.Get(eventType);
        var isApplied = eventType.Split('.')[0] is "user" or "organization" or "organizationMembership";
        if (isApplied)
        {
            json["data"]!["id"] = UserEvent.NewId();
            if (json["data"]!["public_user_data"] is { } user)
            {
                user["user_id"] = UserEvent.NewId();
            }
        }

        var first = await _app.DeliverAsync(json, svixId);
        var second = await _app.DeliverAsync(json, svixId);

        Assert.Equal(isApplied ? "applied" : "ignored", first.Outcome);
        Assert.Equal("duplicate", second.Outcome);
        Assert.Contains(
            _app.Logs,
            line =>
                line.Contains($"{eventType} {svixId}: {(isApplied ? "applied" : "ignored")}", StringComparison.Ordinal)
        );
    }
}
