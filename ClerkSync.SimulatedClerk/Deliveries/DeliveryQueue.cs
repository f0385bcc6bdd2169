namespace ClerkSync.SimulatedClerk.Deliveries;

/// <summary>Attempts, ordered by due time and then by insertion.</summary>
internal sealed class DeliveryQueue
{
    private readonly Lock _gate = new();
    private readonly PriorityQueue<PlannedAttempt, (DateTimeOffset DueAt, long Number)> _attempts = new();
    private long _number;
    private int _underway;

    /// <summary>The number of attempts that are waiting or in flight.</summary>
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

    /// <summary>The number of attempts in flight.</summary>
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

    public void Add(PlannedAttempt attempt, DateTimeOffset dueAt)
    {
        lock (_gate)
        {
            _attempts.Enqueue(attempt, (dueAt, _number++));
        }
    }

    /// <summary>Takes an attempt that is due. The caller must call <see cref="Done"/> afterward.</summary>
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

    /// <summary>Ends an attempt that was taken. Its retry, if any, must already be in the queue.</summary>
    public void Done()
    {
        lock (_gate)
        {
            _underway--;
        }
    }

    /// <summary>Returns when the first attempt is due; null when none is waiting.</summary>
    public DateTimeOffset? FindNextDueAt()
    {
        lock (_gate)
        {
            return _attempts.TryPeek(out _, out var first) ? first.DueAt : null;
        }
    }

    /// <summary>Makes every waiting attempt due now.</summary>
    /// <returns>The number of waiting attempts.</returns>
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

/// <summary>An attempt to deliver a message.</summary>
/// <param name="Failed">The number of earlier attempts that failed.</param>
/// <param name="IsExtra">Whether this is a duplicate delivery, which is not retried.</param>
internal sealed record PlannedAttempt(SimulatedMessage Message, int Failed, bool IsExtra);
