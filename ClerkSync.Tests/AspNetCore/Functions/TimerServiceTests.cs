using System.Collections.Concurrent;
using System.Globalization;
using System.Threading.Channels;
using ClerkSync.AspNetCore.Functions;
using ClerkSync.Tests.Drivers;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ClerkSync.Tests.AspNetCore.Functions;

public sealed class TimerServiceTests : IAsyncDisposable
{
    private readonly WatchedTime _time = new(new DateTimeOffset(2026, 3, 4, 12, 0, 30, TimeSpan.Zero));
    private readonly LogCollector _logs = new();
    private readonly Clock _clock;
    private readonly ConcurrentBag<string> _triggers = [];
    private readonly ServiceProvider _services;
    private TimerService? _service;

    public TimerServiceTests()
    {
        _clock = new Clock(_time);
        var services = new ServiceCollection()
            .AddSingleton(_clock)
            .AddSingleton<TimeProvider>(_time)
            .AddLogging(logging => logging.AddProvider(_logs));
        KestrelWorker
            .Add(services)
            .UseMiddleware(
                async (context, next) =>
                {
                    _triggers.Add(context.FunctionDefinition.InputBindings.Single().Value.Type);
                    await next();
                }
            );
        _services = services.BuildServiceProvider();
    }

    [Fact]
    public async Task Timer_runs_at_each_scheduled_time_and_not_before()
    {
        await StartAsync(nameof(Timers.EveryMinute));

        await AdvanceAsync(TimeSpan.FromSeconds(29));
        _time.Advance(TimeSpan.FromSeconds(1));
        var first = await _clock.ReadAsync();
        await AdvanceAsync(TimeSpan.FromMinutes(1));
        var second = await _clock.ReadAsync();

        Assert.Equal("12:01:00", first);
        Assert.Equal("12:02:00", second);
    }

    [Fact]
    public async Task Timer_with_a_long_interval_runs_at_the_exact_second()
    {
        await StartAsync(nameof(Timers.EveryNight));

        await AdvanceAsync(TimeSpan.FromHours(1));
        await AdvanceAsync(new TimeSpan(13, 59, 29));
        await AdvanceAsync(TimeSpan.FromSeconds(1));

        Assert.Equal("03:00:00", await _clock.ReadAsync());
    }

    [Fact]
    public async Task Timer_never_overlaps_itself_and_catches_up_once_after_missed_runs()
    {
        await StartAsync(nameof(Timers.EveryMinuteSlowly));
        await AdvanceAsync(TimeSpan.FromSeconds(30));
        var first = await _clock.ReadAsync();
        _time.Advance(TimeSpan.FromSeconds(190));

        _clock.Resume.Release();
        var second = await _clock.ReadAsync();
        _clock.Resume.Release();
        await AdvanceAsync(TimeSpan.FromSeconds(50));
        var third = await _clock.ReadAsync();

        Assert.Equal(["12:01:00", "12:04:10", "12:05:00"], [first, second, third]);
        Assert.Equal(1, _clock.MaxConcurrency);
    }

    [Fact]
    public async Task Middleware_runs_around_a_timer()
    {
        await StartAsync(nameof(Timers.AtStartAndEveryNight));

        await _clock.ReadAsync();

        Assert.Equal(["timerTrigger"], _triggers);
    }

    [Fact]
    public async Task Timer_with_RunOnStartup_runs_at_the_start()
    {
        await StartAsync(nameof(Timers.AtStartAndEveryNight));

        Assert.Equal("12:00:30", await _clock.ReadAsync());
    }

    [Fact]
    public async Task Failed_timer_is_logged_and_runs_again()
    {
        await StartAsync(nameof(Timers.EveryMinuteFailing));

        await AdvanceAsync(TimeSpan.FromSeconds(30));
        await AdvanceAsync(TimeSpan.FromMinutes(1));
        await _clock.ReadAsync();
        await _clock.ReadAsync();
        await _time.WaitForAWaitAsync();

        Assert.Equal(
            2,
            _logs.Lines.Count(line =>
                line.StartsWith("Error The timer EveryMinuteFailing failed", StringComparison.Ordinal)
            )
        );
    }

    [Fact]
    public async Task Stop_cancels_a_running_timer()
    {
        await StartAsync(nameof(Timers.EveryMinuteSlowly));
        await AdvanceAsync(TimeSpan.FromSeconds(30));
        await _clock.ReadAsync();

        await _service!.StopAsync(CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(10));

        Assert.True(_service.ExecuteTask!.IsCompleted);
        Assert.Empty(_logs.Lines);
    }

    public async ValueTask DisposeAsync()
    {
        await _service!.StopAsync(CancellationToken.None);
        _service.Dispose();
        await _services.DisposeAsync();
    }

    private async Task StartAsync(string name)
    {
        var timers = FunctionFinder
            .Find([typeof(Timers)])
            .Where(function => function.Name == name)
            .Select(TimerFunction.Create);
        _service = ActivatorUtilities.CreateInstance<TimerService>(_services, [timers.ToArray()]);
        await _service.StartAsync(CancellationToken.None);
    }

    /// <summary>Advances the clock once the timers wait for it.</summary>
    private async Task AdvanceAsync(TimeSpan by)
    {
        await _time.WaitForAWaitAsync();
        _time.Advance(by);
    }

    private sealed class Timers(Clock clock)
    {
        [Function(nameof(EveryMinute))]
        public void EveryMinute([TimerTrigger("0 * * * * *")] TimerInfo timer) => clock.Write(timer);

        [Function(nameof(EveryNight))]
        public void EveryNight([TimerTrigger("0 0 3 * * *")] TimerInfo timer) => clock.Write(timer);

        [Function(nameof(AtStartAndEveryNight))]
        public void AtStartAndEveryNight([TimerTrigger("0 0 3 * * *", RunOnStartup = true)] TimerInfo timer) =>
            clock.Write(timer);

        [Function(nameof(EveryMinuteFailing))]
        public void EveryMinuteFailing([TimerTrigger("0 * * * * *")] TimerInfo timer)
        {
            clock.Write(timer);
            throw new InvalidTimeZoneException();
        }

        [Function(nameof(EveryMinuteSlowly))]
        public async Task EveryMinuteSlowly(
            [TimerTrigger("0 * * * * *")] TimerInfo timer,
            CancellationToken cancellationToken
        )
        {
            using var run = clock.Enter();
            clock.Write(timer);
            await clock.Resume.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Records when timers run.</summary>
    private sealed class Clock(TimeProvider time)
    {
        private readonly Channel<string> _runs = Channel.CreateUnbounded<string>();
        private int _concurrency;

        public SemaphoreSlim Resume { get; } = new(0);

        public int MaxConcurrency { get; private set; }

        public void Write(TimerInfo timer)
        {
            Assert.False(timer.IsPastDue);
            _runs.Writer.TryWrite(time.GetUtcNow().ToString("HH:mm:ss", CultureInfo.InvariantCulture));
        }

        public async Task<string> ReadAsync() =>
            await _runs.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(10));

        public Run Enter()
        {
            MaxConcurrency = Math.Max(MaxConcurrency, ++_concurrency);
            return new Run(this);
        }

        public sealed class Run(Clock clock) : IDisposable
        {
            public void Dispose() => clock._concurrency--;
        }
    }
}
