namespace ClerkSync.SimulatedClerk.Deliveries;

/// <summary>Attempts by the time at which they are due; ties in the order in which they came.</summary>
internal sealed class DeliveryQueue
{
    private readonly Lock _gate = new();
    private readonly PriorityQueue<PlannedAttempt, (DateTimeOffset DueAt, long Number)> _attempts = new();
    private long _number;
    private int _underway;

    /// <summary>How many are waiting or under way.</summary>
    public int Outstanding
    {
        get
        {
            lock (_gate)
            {
                return _attempts.Count + _underway;
            }
        }
    }

    /// <summary>How many are under way.</summary>
    public int Underway
    {
        get
        {
            lock (_gate)
            {
                return _underway;
            }
        }
    }

    /// <summary>Adds an attempt.</summary>
    public void Add(PlannedAttempt attempt, DateTimeOffset dueAt)
    {
        lock (_gate)
        {
            _attempts.Enqueue(attempt, (dueAt, _number++));
        }
    }

    /// <summary>Takes an attempt that is due; <see cref="Done"/> is to follow.</summary>
    public PlannedAttempt? TryTake(DateTimeOffset now)
    {
        lock (_gate)
        {
            if (!_attempts.TryPeek(out _, out var first) || first.DueAt > now)
            {
                return null;
            }

            _underway++;
            return _attempts.Dequeue();
        }
    }

    /// <summary>Ends an attempt that was taken; its successor has been added before.</summary>
    public void Done()
    {
        lock (_gate)
        {
            _underway--;
        }
    }

    /// <summary>When the first one is due; null when none waits.</summary>
    public DateTimeOffset? FindNextDueAt()
    {
        lock (_gate)
        {
            return _attempts.TryPeek(out _, out var first) ? first.DueAt : null;
        }
    }

    /// <summary>Makes all that wait due.</summary>
    /// <returns>How many waited.</returns>
    public int MakeDue(DateTimeOffset now)
    {
        lock (_gate)
        {
            var waiting = new List<PlannedAttempt>();
            while (_attempts.TryDequeue(out var attempt, out _))
            {
                waiting.Add(attempt);
            }

            waiting.ForEach(attempt => _attempts.Enqueue(attempt, (now, _number++)));
            return waiting.Count;
        }
    }
}

/// <summary>An attempt that is to be made.</summary>
/// <param name="Message">What is sent.</param>
/// <param name="Failed">How many attempts have failed before.</param>
/// <param name="IsExtra">A duplicate, which is not tried again.</param>
internal sealed record PlannedAttempt(SimulatedMessage Message, int Failed, bool IsExtra);
