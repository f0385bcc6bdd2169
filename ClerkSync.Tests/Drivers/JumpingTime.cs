using System.Collections.Concurrent;
using Microsoft.Extensions.Time.Testing;

namespace ClerkSync.Tests.Drivers;

/// <summary>A clock that jumps to the end of each wait as soon as the wait begins, so that no test waits.</summary>
/// <param name="deadline">Timers of exactly this length are timeouts. They end only in <see cref="ExpireDeadlines"/>.</param>
internal sealed class JumpingTime(TimeSpan deadline)
    : FakeTimeProvider(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero))
{
    private readonly ConcurrentBag<ITimer> _deadlines = [];

    /// <summary>The time since the start of the test, by this clock.</summary>
    public TimeSpan Elapsed => GetUtcNow() - Start;

    /// <summary>Ends all timeouts that are not disposed.</summary>
    public void ExpireDeadlines()
    {
        foreach (var timer in _deadlines)
        {
            timer.Change(TimeSpan.Zero, Timeout.InfiniteTimeSpan);
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (dueTime == deadline)
        {
            var timeout = base.CreateTimer(callback, state, Timeout.InfiniteTimeSpan, period);
            _deadlines.Add(timeout);
            return timeout;
        }

        var timer = base.CreateTimer(callback, state, dueTime, period);
        // On another thread, because the callback may depend on what the caller does with the returned timer.
        ThreadPool.QueueUserWorkItem(_ => Advance(dueTime));
        return timer;
    }
}
