namespace ClerkSync.SimulatedClerk.Api;

/// <summary>Limits the number of requests in a fixed time window.</summary>
internal sealed class RateLimit(Knobs knobs, TimeProvider time)
{
    private readonly Lock _gate = new();
    private DateTimeOffset _windowEndsAt;
    private int _requests;

    /// <exception cref="RejectedRequestException">The limit is exceeded.</exception>
    public void Count()
    {
        var settings = knobs.Settings;
        if (settings.RateLimit is not { } limit)
        {
            return;
        }

        lock (_gate)
        {
            var now = time.GetUtcNow();
            if (now >= _windowEndsAt)
            {
                _windowEndsAt = now.AddMilliseconds(settings.RateLimitWindowMs);
                _requests = 0;
            }

            if (++_requests > limit)
            {
                throw RejectedRequestException.TooManyRequests((int)Math.Ceiling((_windowEndsAt - now).TotalSeconds));
            }
        }
    }
}
