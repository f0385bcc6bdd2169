using ClerkSync.AspNetCore.Functions;
using ClerkSync.Core;
using ClerkSync.Core.Database;
using ClerkSync.Tests.Drivers;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace ClerkSync.Tests.AspNetCore.Functions;

/// <summary>Two instances of an application on one database.</summary>
public sealed class TimerLockTests : IClassFixture<TestDatabase>, IAsyncDisposable
{
    private readonly WatchedTime _time = new(new DateTimeOffset(2026, 3, 4, 3, 17, 0, TimeSpan.Zero));
    private readonly ServiceProvider _services;
    private readonly TimerLock _one;
    private readonly TimerLock _other;
    private int _runs;

    public TimerLockTests(TestDatabase database)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection([new("DATABASE_URL", database.AppUrl)])
            .Build();
        _services = new ServiceCollection().AddClerkSyncCore(configuration).BuildServiceProvider();
        _one = new TimerLock(_services.GetRequiredService<DatabasePool>(), _time);
        _other = new TimerLock(_services.GetRequiredService<DatabasePool>(), _time);
    }

    public ValueTask DisposeAsync() => _services.DisposeAsync();

    [Fact]
    public async Task One_of_two_instances_runs_a_timer_though_the_clock_of_the_other_is_behind()
    {
        var first = RunAsync(_one, "Purge");
        await _time.WaitForAWaitAsync();

        await RunAsync(_other, "Purge");
        _time.Advance(TimerLock.ClockSkew);
        await first;

        Assert.Equal(1, _runs);
    }

    [Fact]
    public async Task Other_instance_may_run_the_timer_the_next_time()
    {
        var first = RunAsync(_one, "Purge");
        await _time.WaitForAWaitAsync();
        _time.Advance(TimerLock.ClockSkew);
        await first;

        var second = RunAsync(_other, "Purge");
        await _time.WaitForAWaitAsync();
        _time.Advance(TimerLock.ClockSkew);
        await second;

        Assert.Equal(2, _runs);
    }

    [Fact]
    public async Task Timers_do_not_wait_for_one_another()
    {
        var first = RunAsync(_one, "Purge");
        await _time.WaitForAWaitAsync();

        var second = RunAsync(_other, "Drift");
        await _time.WaitForAWaitAsync();
        _time.Advance(TimerLock.ClockSkew);
        await Task.WhenAll(first, second);

        Assert.Equal(2, _runs);
    }

    private Task RunAsync(TimerLock turns, string timer) =>
        turns.RunAsync(
            timer,
            () =>
            {
                _runs++;
                return Task.CompletedTask;
            },
            CancellationToken.None
        );
}
