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
    private readonly TestDatabase _database;
    private readonly ServiceProvider _services;
    private readonly TimerLock _firstInstance;
    private readonly TimerLock _secondInstance;
    private int _runs;

    public TimerLockTests(TestDatabase database)
    {
        _database = database;
        _services = CreateServices(database.AppUrl);
        _firstInstance = CreateLock(_services);
        _secondInstance = CreateLock(_services);
    }

    public ValueTask DisposeAsync() => _services.DisposeAsync();

    [Fact]
    public async Task Only_one_instance_runs_a_timer_even_if_the_clock_of_another_is_behind()
    {
        var first = RunAsync(_firstInstance, "Purge");
        await _time.WaitForAWaitAsync();

        await RunAsync(_secondInstance, "Purge");
        _time.Advance(TimerLock.ClockSkew);
        await first;

        Assert.Equal(1, _runs);
    }

    [Fact]
    public async Task Another_instance_can_run_the_timer_the_next_time()
    {
        await FinishAsync(RunAsync(_firstInstance, "Purge"));
        await FinishAsync(RunAsync(_secondInstance, "Purge"));

        Assert.Equal(2, _runs);
    }

    [Fact]
    public async Task Timer_runs_after_the_server_closed_the_idle_connections()
    {
        await FinishAsync(RunAsync(_firstInstance, "Purge"));
        await _database.ExecuteAsync(
            """
            select pg_terminate_backend(pid) from pg_stat_activity
            where datname = current_database() and pid <> pg_backend_pid()
            """
        );

        await FinishAsync(RunAsync(_firstInstance, "Purge"));

        Assert.Equal(2, _runs);
    }

    [Fact]
    public async Task Lock_is_held_just_as_long_after_a_failed_run()
    {
        var first = _firstInstance.RunAsync(
            "Purge",
            () => throw new InvalidOperationException(),
            CancellationToken.None
        );
        await _time.WaitForAWaitAsync();

        await RunAsync(_secondInstance, "Purge");
        _time.Advance(TimerLock.ClockSkew);
        await Assert.ThrowsAsync<InvalidOperationException>(() => first);

        Assert.Equal(0, _runs);
    }

    [Fact]
    public async Task Lock_error_does_not_contain_the_text_of_the_database_driver()
    {
        await using var services = CreateServices("Host=127.0.0.1;Port=1;Username=somebody;Database=app");

        var failure = await Assert.ThrowsAsync<TimerLockException>(() => RunAsync(CreateLock(services), "Purge"));

        Assert.Equal((0, null), (_runs, failure.InnerException));
        Assert.DoesNotContain("127.0.0.1", failure.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Different_timers_do_not_wait_for_each_other()
    {
        var first = RunAsync(_firstInstance, "Purge");
        await _time.WaitForAWaitAsync();

        var second = RunAsync(_secondInstance, "Drift");
        await _time.WaitForAWaitAsync();
        _time.Advance(TimerLock.ClockSkew);
        await Task.WhenAll(first, second);

        Assert.Equal(2, _runs);
    }

    [Fact]
    public async Task Timer_whose_lock_is_taken_does_not_run()
    {
        var first = RunAsync(_firstInstance, nameof(AtStart));
        await _time.WaitForAWaitAsync();
        var services = new ServiceCollection()
            .AddSingleton(_secondInstance)
            .AddSingleton(this)
            .AddSingleton<TimeProvider>(_time)
            .AddLogging();
        KestrelWorker.Add(services);
        await using var provider = services.BuildServiceProvider();
        var timers = FunctionFinder.Find([typeof(AtStart)]).Select(TimerFunction.Create).ToArray();
        using var service = ActivatorUtilities.CreateInstance<TimerService>(provider, [timers]);

        await service.StartAsync(CancellationToken.None);
        // The timer waits for its next run, at 03:00.
        await _time.WaitForAWaitAsync();
        await service.StopAsync(CancellationToken.None);
        _time.Advance(TimerLock.ClockSkew);
        await first;

        Assert.Equal(1, _runs);
    }

    [Fact]
    public async Task AddClerkSync_registers_the_timer_lock()
    {
        await using var provider = new ServiceCollection()
            .AddClerkSync(Configure("Host=127.0.0.1"))
            .BuildServiceProvider();

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

    private static IConfigurationRoot Configure(string databaseUrl) =>
        new ConfigurationBuilder().AddInMemoryCollection([new("DATABASE_URL", databaseUrl)]).Build();

    private static ServiceProvider CreateServices(string databaseUrl) =>
        new ServiceCollection().AddClerkSyncCore(Configure(databaseUrl)).BuildServiceProvider();

    private TimerLock CreateLock(ServiceProvider services) =>
        new(services.GetRequiredService<DatabasePool>(), services.GetRequiredService<DatabaseReader>(), _time);

    /// <summary>Advances the clock by the time for which a run holds its lock.</summary>
    private async Task FinishAsync(Task run)
    {
        await Task.WhenAny(run, _time.WaitForAWaitAsync());
        _time.Advance(TimerLock.ClockSkew);
        await run;
    }

    private Task RunAsync(TimerLock timerLock, string timer) =>
        timerLock.RunAsync(
            timer,
            () =>
            {
                _runs++;
                return Task.CompletedTask;
            },
            CancellationToken.None
        );
}
