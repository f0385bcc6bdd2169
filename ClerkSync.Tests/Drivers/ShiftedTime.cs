namespace ClerkSync.Tests.Drivers;

/// <summary>The system's clock, set forward. Timers run in real time.</summary>
/// <remarks>
/// For an app with a database. Its retries and timeouts have to run by themselves, and those of <c>FakeTimeProvider</c> wait for the test.
/// </remarks>
internal sealed class ShiftedTime : TimeProvider
{
    private long _shift;

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + new TimeSpan(Interlocked.Read(ref _shift));

    public override long GetTimestamp() =>
        base.GetTimestamp() + (Interlocked.Read(ref _shift) * TimestampFrequency / TimeSpan.TicksPerSecond);

    public void PutForward(TimeSpan by) => Interlocked.Add(ref _shift, by.Ticks);
}
