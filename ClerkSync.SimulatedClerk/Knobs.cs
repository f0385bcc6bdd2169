namespace ClerkSync.SimulatedClerk;

/// <summary>The settings of now, and the chances that follow from them.</summary>
internal sealed class Knobs(SimulationSettings settings)
{
    private readonly Lock _gate = new();
    private Random _random = CreateRandom(settings.Seed);
    private volatile SimulationSettings _settings = settings;

    /// <summary>Takes effect at once; a seed begins the chances anew.</summary>
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

    /// <summary>What becomes of the next message. Draws as often whatever the settings, so that a seed tells all.</summary>
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

    /// <summary>A number from 0 up to, not including, a limit.</summary>
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

    // A test repeats its chances; nobody is to be kept from guessing them.
#pragma warning disable CA5394
    private static Random CreateRandom(int? seed) => seed is { } given ? new Random(given) : new Random();
#pragma warning restore CA5394
}

/// <summary>What becomes of a message.</summary>
/// <param name="IsLost">It is never sent.</param>
/// <param name="Delay">The wait before its first attempt.</param>
/// <param name="DuplicateDelay">The wait before it is sent once more; null when it is not.</param>
internal sealed record DeliveryPlan(bool IsLost, TimeSpan Delay, TimeSpan? DuplicateDelay);
