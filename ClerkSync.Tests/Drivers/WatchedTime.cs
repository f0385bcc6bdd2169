using Microsoft.Extensions.Time.Testing;

namespace ClerkSync.Tests.Drivers;

/// <summary>A clock that only a test advances, and that reports when the tested code waits for it.</summary>
internal sealed class WatchedTime(DateTimeOffset now) : FakeTimeProvider(now)
{
    private readonly SemaphoreSlim _waits = new(0);

    /// <summary>Waits until the tested code has created one more timer.</summary>
    public async Task WaitForAWaitAsync() => Assert.True(await _waits.WaitAsync(TimeSpan.FromSeconds(10)));

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = base.CreateTimer(callback, state, dueTime, period);
        _waits.Release();
        return timer;
    }
}
