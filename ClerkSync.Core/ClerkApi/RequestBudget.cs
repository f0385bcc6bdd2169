using System.Threading.Channels;

namespace ClerkSync.Core.ClerkApi;

/// <summary>Keeps all requests of the process below Clerk's rate limit for the key.</summary>
/// <remarks>
/// There are as many slots as requests in a window, and a slot is free again one window after its response. However long requests
/// take, Clerk then never sees more than the limit within a window. <c>SlidingWindowRateLimiter</c> counts by segments and from
/// sending, so it lets more through, and its clock cannot be set.
/// </remarks>
internal sealed class RequestBudget
{
    private readonly TimeSpan _window;
    private readonly TimeProvider _time;
    private readonly Lock _lock = new();

    /// <summary>For each free slot, the time of its last response; null if there was none.</summary>
    private readonly Channel<long?> _slots = Channel.CreateUnbounded<long?>();

    private long? _pausedUntil;

    public RequestBudget(int limit, TimeSpan window, TimeProvider time)
    {
        _window = window;
        _time = time;
        for (var i = 0; i < limit; i++)
        {
            _slots.Writer.TryWrite(null);
        }
    }

    /// <summary>Sends a request as soon as the limit allows it, in order of arrival.</summary>
    public async Task<T> RunAsync<T>(Func<Task<T>> request, CancellationToken cancellationToken)
    {
        var slot = await _slots.Reader.ReadAsync(cancellationToken);
        try
        {
            while (FindWait(slot) is { } wait)
            {
                await Task.Delay(wait, _time, cancellationToken);
            }
        }
        catch (OperationCanceledException)
        {
            _slots.Writer.TryWrite(slot);
            throw;
        }

        try
        {
            return await request();
        }
        finally
        {
            _slots.Writer.TryWrite(_time.GetTimestamp());
        }
    }

    /// <summary>Starts no request during the pause. A longer pause that is in effect stays.</summary>
    public void Pause(TimeSpan pause)
    {
        var until = _time.GetTimestamp() + (long)(pause.TotalSeconds * _time.TimestampFrequency);
        lock (_lock)
        {
            _pausedUntil = _pausedUntil > until ? _pausedUntil : until;
        }
    }

    private TimeSpan? FindWait(long? slot)
    {
        var now = _time.GetTimestamp();
        lock (_lock)
        {
            if (_pausedUntil > now)
            {
                return RoundUp(_time.GetElapsedTime(now, _pausedUntil.Value));
            }
        }

        var wait = slot is null ? TimeSpan.Zero : _window - _time.GetElapsedTime(slot.Value, now);
        return wait > TimeSpan.Zero ? RoundUp(wait) : null;
    }

    /// <summary>Timers count whole milliseconds. A shorter wait would fire immediately, again and again.</summary>
    private static TimeSpan RoundUp(TimeSpan wait) => TimeSpan.FromMilliseconds(Math.Ceiling(wait.TotalMilliseconds));
}
