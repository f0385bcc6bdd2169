using ClerkSync.Functions.Ops.Timers;
using ClerkSync.Tests.Drivers;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;

namespace ClerkSync.Tests.Disclosure;

/// <summary>What others wrote does not end a line of the log or color it, and no value of a row gets there.</summary>
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

        Assert.Contains(app.Logs, line => line.Contains(@"user.\u001b[2J\u000aError forged", StringComparison.Ordinal));
        Assert.All(app.Logs, line => Assert.DoesNotContain(line, char.IsControl));
    }

    /// <remarks>The host logs what a timer throws.</remarks>
    [Fact]
    public async Task Timer_that_fails_repeats_no_value_of_a_row()
    {
        await database.ExecuteAsync(
            """
            insert into webhook_deliveries (svix_id, received_at, processed_at, outcome)
            values ('msg_ada@example.com', now() - interval '91 days', now() - interval '91 days', 'applied');
            create function refuse() returns trigger language plpgsql as $$ begin raise '%', old.svix_id; end $$;
            create trigger refuse before delete on webhook_deliveries for each row execute function refuse();
            """
        );
        await using var app = await TestApp.StartAsync(database);
        var timer = ActivatorUtilities.CreateInstance<PurgeDeliveries>(app.Get<IServiceProvider>());

        var failure = await Assert.ThrowsAnyAsync<Exception>(() => timer.RunAsync(new TimerInfo(), default));

        Assert.DoesNotContain("ada@", $"{failure}", StringComparison.Ordinal);
        Assert.StartsWith("P0001", failure.Message, StringComparison.Ordinal);
    }
}
