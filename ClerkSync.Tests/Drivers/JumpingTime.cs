namespace ClerkSync.Tests.Drivers;

/// <summary>A clock that jumps to the end of whatever the tested code waits for, so that nobody waits.</summary>
/// <param name="deadline">Timers of this very length are time limits, which do not run out by themselves.</param>
internal sealed class JumpingTime(TimeSpan deadline) : TimeProvider
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly Lock _lock = new();
    private readonly List<JumpingTimer> _deadlines = [];
    private TimeSpan _elapsed;

    /// <summary>Since the start of the test, by this clock.</summary>
    public TimeSpan Elapsed
    {
        get
        {
            lock (_lock)
            {
                return _elapsed;
            }
        }
    }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => Start + Elapsed;

    public override long GetTimestamp() => Elapsed.Ticks;

    /// <summary>All time limits run out now.</summary>
    public void ExpireDeadlines()
    {
        List<JumpingTimer> expired;
        lock (_lock)
        {
            expired = [.. _deadlines];
        }

        expired.ForEach(timer => timer.Fire());
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new JumpingTimer(this, () => callback(state));
        lock (_lock)
        {
            if (dueTime == deadline)
            {
                _deadlines.Add(timer);
                return timer;
            }

            _elapsed += dueTime;
        }

        ThreadPool.QueueUserWorkItem(_ => timer.Fire());
        return timer;
    }

    private void Remove(JumpingTimer timer)
    {
        lock (_lock)
        {
            _deadlines.Remove(timer);
        }
    }

    private sealed class JumpingTimer(JumpingTime time, Action fire) : ITimer
    {
        public void Fire() => fire();

        public bool Change(TimeSpan dueTime, TimeSpan period) => throw new NotSupportedException();

        public void Dispose() => time.Remove(this);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
