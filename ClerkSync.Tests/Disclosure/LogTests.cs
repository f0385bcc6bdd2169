using ClerkSync.Tests.Drivers;

namespace ClerkSync.Tests.Disclosure;

/// <summary>Text from outside cannot end a line of the log or color it.</summary>
public sealed class LogTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    [Fact]
    public async Task Control_characters_of_an_event_are_escaped_in_the_log()
    {
        await using var app = await TestApp.StartAsync(database);
        var json = UserEvent.Deleted("user_\u001b[31m").ToJson();
        var unknown = UserEvent.Deleted(UserEvent.NewId()).ToJson();
        unknown["type"] = "user.\u001b[2J\nError forged";

        await app.DeliverAsync(json);
        await app.DeliverAsync(unknown);

        Assert.Single(app.Logs, line => line.Contains("(unreadable)", StringComparison.Ordinal));
        Assert.DoesNotContain(app.Logs, line => line.Contains("forged", StringComparison.Ordinal));
        Assert.All(app.Logs, line => Assert.DoesNotContain(line, char.IsControl));
    }
}
