using ClerkSync.SimulatedStripe.Api;

namespace ClerkSync.SimulatedStripe;

/// <summary>Limits and failures on demand. What is set takes effect at once.</summary>
public sealed class RequestGate(TimeProvider time)
{
    private readonly Lock _gate = new();
    private DateTimeOffset _windowEndsAt;
    private int _inWindow;
    private int _total;

    /// <summary>How many requests a second are answered; the rest get 429. Null is no limit.</summary>
    public int? PerSecond { get; set; }

    /// <summary>After how many further requests each one gets 500. Null is never.</summary>
    public int? FailAfter { get; set; }

    /// <summary>How many requests came, the refused ones too.</summary>
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
