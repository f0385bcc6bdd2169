using ClerkSync.AspNetCore;
using ClerkSync.AspNetCore.Functions;
using ClerkSync.Core;
using ClerkSync.Core.Database;
using ClerkSync.Tests.Drivers;
using Microsoft.Azure.Functions.Worker;
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

    [Fact]
    public async Task Timer_whose_lock_is_taken_does_not_run()
    {
        var first = RunAsync(_one, nameof(AtStart));
        await _time.WaitForAWaitAsync();
        var services = new ServiceCollection()
            .AddSingleton(_other)
            .AddSingleton(this)
            .AddSingleton<TimeProvider>(_time)
            .AddLogging();
        KestrelWorker.Add(services);
        await using var provider = services.BuildServiceProvider();
        var timers = FunctionFinder.Find([typeof(AtStart)]).Select(TimerFunction.Create).ToArray();
        using var service = ActivatorUtilities.CreateInstance<TimerService>(provider, [timers]);

        await service.StartAsync(CancellationToken.None);
        // Until its next run, which is at night.
        await _time.WaitForAWaitAsync();
        await service.StopAsync(CancellationToken.None);
        _time.Advance(TimerLock.ClockSkew);
        await first;

        Assert.Equal(1, _runs);
    }

    [Fact]
    public async Task Application_has_the_lock()
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection([new("DATABASE_URL", "Host=127.0.0.1")])
            .Build();
        await using var provider = new ServiceCollection().AddClerkSync(configuration).BuildServiceProvider();

        Assert.NotNull(provider.GetService<TimerLock>());
    }

    private sealed class AtStart(TimerLockTests test)
    {
        [Function(nameof(AtStart))]
        public void Run([TimerTrigger("0 0 3 * * *", RunOnStartup = true)] TimerInfo timer)
        {
            Assert.NotNull(timer);
            test._runs++;
        }
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
