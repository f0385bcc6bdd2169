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
    private readonly TimerLock _one;
    private readonly TimerLock _other;
    private int _runs;

    public TimerLockTests(TestDatabase database)
    {
        _database = database;
        _services = CreateServices(database.AppUrl);
        _one = CreateLock(_services);
        _other = CreateLock(_services);
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
        await FinishAsync(RunAsync(_one, "Purge"));
        await FinishAsync(RunAsync(_other, "Purge"));

        Assert.Equal(2, _runs);
    }

    [Fact]
    public async Task Timer_runs_after_the_server_closed_the_idle_connections()
    {
        await FinishAsync(RunAsync(_one, "Purge"));
        await _database.ExecuteAsync(
            """
            select pg_terminate_backend(pid) from pg_stat_activity
            where datname = current_database() and pid <> pg_backend_pid()
            """
        );

        await FinishAsync(RunAsync(_one, "Purge"));

        Assert.Equal(2, _runs);
    }

    [Fact]
    public async Task Lock_is_held_as_long_after_a_run_that_failed()
    {
        var first = _one.RunAsync("Purge", () => throw new InvalidOperationException(), CancellationToken.None);
        await _time.WaitForAWaitAsync();

        await RunAsync(_other, "Purge");
        _time.Advance(TimerLock.ClockSkew);
        await Assert.ThrowsAsync<InvalidOperationException>(() => first);

        Assert.Equal(0, _runs);
    }

    [Fact]
    public async Task Lock_that_cannot_be_requested_is_a_sentence_without_the_drivers_text()
    {
        await using var services = CreateServices("Host=127.0.0.1;Port=1;Username=somebody;Database=app");

        var failure = await Assert.ThrowsAsync<TimerLockException>(() => RunAsync(CreateLock(services), "Purge"));

        Assert.Equal((0, null), (_runs, failure.InnerException));
        Assert.DoesNotContain("127.0.0.1", failure.ToString(), StringComparison.Ordinal);
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

    /// <summary>Lets the time pass for which a run holds its lock.</summary>
    private async Task FinishAsync(Task run)
    {
        await Task.WhenAny(run, _time.WaitForAWaitAsync());
        _time.Advance(TimerLock.ClockSkew);
        await run;
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
