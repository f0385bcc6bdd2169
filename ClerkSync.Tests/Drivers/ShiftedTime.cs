namespace ClerkSync.Tests.Drivers;

/// <summary>The system clock, which a test can set forward. Timers run in real time.</summary>
/// <remarks>
/// For an app with a database, whose retries and timeouts must run by themselves. Those of <c>FakeTimeProvider</c> run only when the
/// test advances the clock.
/// </remarks>
internal sealed class ShiftedTime : TimeProvider
{
    private long _shift;

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + new TimeSpan(Interlocked.Read(ref _shift));

    public override long GetTimestamp() =>
        base.GetTimestamp() + (Interlocked.Read(ref _shift) * TimestampFrequency / TimeSpan.TicksPerSecond);

    public void PutForward(TimeSpan by) => Interlocked.Add(ref _shift, by.Ticks);
}
