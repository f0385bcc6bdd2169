namespace ClerkSync.Tests.Drivers;

/// <summary>The system's clock, put forward. Timers run as ever.</summary>
internal sealed class ShiftedTime : TimeProvider
{
    private long _shift;

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + new TimeSpan(Interlocked.Read(ref _shift));

    public override long GetTimestamp() =>
        base.GetTimestamp() + (Interlocked.Read(ref _shift) * TimestampFrequency / TimeSpan.TicksPerSecond);

    public void PutForward(TimeSpan by) => Interlocked.Add(ref _shift, by.Ticks);
}
