using ClerkSync.SimulatedStripe.Api;

namespace ClerkSync.SimulatedStripe;

/// <summary>Rate limits and failures on demand. Changes take effect immediately.</summary>
public sealed class RequestGate(TimeProvider time)
{
    private readonly Lock _gate = new();
    private DateTimeOffset _windowEndsAt;
    private int _inWindow;
    private int _total;

    /// <summary>The number of requests per second that are answered. Others get 429. Null means no limit.</summary>
    public int? PerSecond { get; set; }

    /// <summary>The number of further requests before every request gets 500. Null means never.</summary>
    public int? FailAfter { get; set; }

    /// <summary>The number of requests received, including rejected ones.</summary>
    public int Total => Volatile.Read(ref _total);

    internal void Pass()
    {
        lock (_gate)
        {
            _total++;
            if (FailAfter is { } left)
            {
                FailAfter = Math.Max(0, left - 1);
                if (left <= 0)
                {
                    throw StripeException.Outage();
                }
            }

            var now = time.GetUtcNow();
            if (now >= _windowEndsAt)
            {
                _windowEndsAt = now.AddSeconds(1);
                _inWindow = 0;
            }

            if (++_inWindow > PerSecond)
            {
                throw StripeException.TooManyRequests();
            }
        }
    }
}
