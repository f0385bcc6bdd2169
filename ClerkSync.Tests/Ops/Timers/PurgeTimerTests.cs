using ClerkSync.AspNetCore.Functions;
using ClerkSync.Functions.Ops.Timers;
using ClerkSync.Tests.Drivers;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;

namespace ClerkSync.Tests.Ops.Timers;

public sealed class PurgeTimerTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    [Fact]
    public void Purge_runs_once_a_night()
    {
        var function = FunctionFinder.Find([typeof(PurgeDeliveries)]).Single();
        var timer = TimerFunction.Create(function);

        var first = timer.FindNext(new DateTimeOffset(2026, 11, 21, 0, 0, 0, TimeSpan.Zero));

        Assert.Equal(new DateTimeOffset(2026, 11, 21, 3, 17, 0, TimeSpan.Zero), first);
        Assert.Equal(first!.Value.AddDays(1), timer.FindNext(first.Value));
    }

    [Fact]
    public async Task Timer_purges_old_deliveries()
    {
        await database.ExecuteAsync(
            """
            insert into webhook_deliveries (svix_id, received_at, processed_at, outcome)
            values ('msg_1', now() - interval '91 days', now() - interval '91 days', 'applied')
            """
        );
        await using var app = await TestApp.StartAsync(database);
        var timer = ActivatorUtilities.CreateInstance<PurgeDeliveries>(app.Get<IServiceProvider>());

        await timer.RunAsync(new TimerInfo(), CancellationToken.None);

        Assert.Equal(0L, await database.ScalarAsync<long>("select count(*) from webhook_deliveries"));
    }

    /// <remarks>The host logs the exceptions that a timer throws.</remarks>
    [Fact]
    public async Task Exception_of_a_failed_timer_contains_no_row_values()
    {
        await database.ExecuteAsync(
            """
            insert into webhook_deliveries (svix_id, received_at, processed_at, outcome)
            values ('msg_ada@example.com', now() - interval '91 days', now() - interval '91 days', 'applied');
            create function reject() returns trigger language plpgsql as $$ begin raise '%', old.svix_id; end $$;
            create trigger reject before delete on webhook_deliveries for each row execute function reject();
            """
        );
        await using var app = await TestApp.StartAsync(database);
        var timer = ActivatorUtilities.CreateInstance<PurgeDeliveries>(app.Get<IServiceProvider>());

        var failure = await Assert.ThrowsAnyAsync<Exception>(() => timer.RunAsync(new TimerInfo(), default));

        Assert.DoesNotContain("ada@", $"{failure}", StringComparison.Ordinal);
        Assert.StartsWith("P0001", failure.Message, StringComparison.Ordinal);
    }
}
