namespace ClerkSync.SimulatedClerk;

/// <summary>The current settings of the simulation, and its random numbers.</summary>
internal sealed class Knobs(SimulationSettings settings)
{
    private readonly Lock _gate = new();
    private Random _random = CreateRandom(settings.Seed);
    private volatile SimulationSettings _settings = settings;

    /// <summary>Changes take effect immediately. A new seed restarts the random numbers.</summary>
    public SimulationSettings Settings
    {
        get => _settings;
        set
        {
            lock (_gate)
            {
                if (value.Seed != _settings.Seed)
                {
                    _random = CreateRandom(value.Seed);
                }

                _settings = value;
            }
        }
    }

    /// <summary>
    /// Decides how the next message is delivered. The number of random values drawn does not depend on the settings, so
    /// the same seed always gives the same sequence.
    /// </summary>
    public DeliveryPlan PlanDelivery()
    {
        lock (_gate)
        {
            var isLost = _random.NextDouble() < _settings.Loss;
            var isDuplicated = _random.NextDouble() < _settings.Duplicates;
            var delay = DrawDelay();
            var duplicateDelay = DrawDelay();
            return new DeliveryPlan(isLost, delay, isDuplicated ? duplicateDelay : null);
        }
    }

    /// <summary>Returns a random number from 0 up to, but not including, a limit.</summary>
    public int Draw(int limit)
    {
        lock (_gate)
        {
            return _random.Next(limit);
        }
    }

    private TimeSpan DrawDelay()
    {
        var isReordered = _random.NextDouble() < _settings.Reordering;
        var wait = _random.NextDouble() * _settings.ReorderWithinMs;
        return TimeSpan.FromMilliseconds(_settings.DelayMs + (isReordered ? wait : 0));
    }

    // Tests need repeatable numbers, and no secret depends on them.
#pragma warning disable CA5394
    private static Random CreateRandom(int? seed) => seed is { } given ? new Random(given) : new Random();
#pragma warning restore CA5394
}

/// <summary>How a message is delivered.</summary>
/// <param name="IsLost">Whether the message is never sent.</param>
/// <param name="Delay">The wait before its first attempt.</param>
/// <param name="DuplicateDelay">The wait before the duplicate is sent; null when there is no duplicate.</param>
internal sealed record DeliveryPlan(bool IsLost, TimeSpan Delay, TimeSpan? DuplicateDelay);
