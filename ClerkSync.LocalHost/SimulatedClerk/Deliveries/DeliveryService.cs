namespace ClerkSync.LocalHost.SimulatedClerk.Deliveries;

/// <summary>Delivers messages to the endpoint, at least once, as Svix does, and with what the knobs add.</summary>
internal sealed class DeliveryService(WebhookSender? sender, Knobs knobs, TimeProvider time) : IAsyncDisposable
{
    private static readonly TimeSpan ShortestWait = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(1);

    private readonly DeliveryQueue _queue = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly SemaphoreSlim _wake = new(0, 1);
    private Task _loop = Task.CompletedTask;

    /// <summary>What was delivered and what became of it.</summary>
    public DeliveryLog Log { get; } = new();

    /// <summary>Told of each message that needs no further attempt.</summary>
    public required Action<string> Settled { get; init; }

    /// <summary>How many attempts wait or are under way.</summary>
    public int Outstanding => _queue.Outstanding;

    /// <summary>Begins to deliver.</summary>
    public void Start() => _loop = RunAsync(_stop.Token);

    /// <summary>Takes messages; what becomes of each is drawn here, in their order.</summary>
    public void Enqueue(IReadOnlyList<SimulatedMessage> messages)
    {
        foreach (var message in messages)
        {
            Enqueue(message, knobs.PlanDelivery());
        }

        Wake();
    }

    /// <summary>Sends a delivery again at once, under its old id.</summary>
    /// <returns>False when it is not known any more.</returns>
    public bool TryResend(string id)
    {
        if (Log.Find(id) is not { } delivery)
        {
            return false;
        }

        Plan(delivery.Message, TimeSpan.Zero);
        Wake();
        return true;
    }

    /// <summary>Makes the attempts that wait at once, and those that failed for good once more.</summary>
    public void RetryNow()
    {
        _queue.MakeDue(time.GetUtcNow());
        foreach (var delivery in Log.List(int.MaxValue, DeliveryStatus.Failed).Reverse())
        {
            Plan(delivery.Message, TimeSpan.Zero);
        }

        Wake();
    }

    /// <summary>Waits until nothing is outstanding.</summary>
    /// <returns>False when that took too long.</returns>
    public async Task<bool> WaitUntilIdleAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        var deadline = time.GetUtcNow() + patience;
        while (Outstanding > 0)
        {
            if (time.GetUtcNow() >= deadline)
            {
                return false;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(10), time, cancellationToken);
        }

        return true;
    }

    /// <summary>Stops; attempts that are under way are broken off.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _loop.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
        _wake.Dispose();
        sender?.Dispose();
    }

    private void Enqueue(SimulatedMessage message, DeliveryPlan plan)
    {
        if (sender is null || !knobs.Settings.EndpointOn)
        {
            Finish(message, DeliveryStatus.Skipped);
        }
        else if (plan.IsLost)
        {
            Finish(message, DeliveryStatus.Lost);
        }
        else
        {
            Plan(message, plan.Delay);
            if (plan.DuplicateDelay is { } delay)
            {
                _queue.Add(new PlannedAttempt(message, Failed: 0, IsExtra: true), time.GetUtcNow() + delay);
            }
        }
    }

    private void Plan(SimulatedMessage message, TimeSpan delay)
    {
        if (sender is null)
        {
            return;
        }

        var dueAt = time.GetUtcNow() + delay;
        Log.Update(message, known => known with { Status = DeliveryStatus.Pending, NextAttemptAt = dueAt });
        _queue.Add(new PlannedAttempt(message, Failed: 0, IsExtra: false), dueAt);
    }

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        var underway = new HashSet<Task>();
        while (!cancellationToken.IsCancellationRequested)
        {
            while (underway.Count < knobs.Settings.Concurrency && _queue.TryTake(time.GetUtcNow()) is { } attempt)
            {
                underway.Add(AttemptAsync(attempt, cancellationToken));
            }

            var hasRoom = underway.Count < knobs.Settings.Concurrency;
            Task woken = _wake.WaitAsync(hasRoom ? FindWait() : LongestWait, cancellationToken);
            await woken.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            underway.RemoveWhere(task => task.IsCompletedSuccessfully);
        }

        await Task.WhenAll(underway);
    }

    /// <summary>Until the next attempt is due.</summary>
    private TimeSpan FindWait()
    {
        var wait = _queue.FindNextDueAt() - time.GetUtcNow() ?? LongestWait;
        return TimeSpan.FromTicks(Math.Clamp(wait.Ticks, ShortestWait.Ticks, LongestWait.Ticks));
    }

    private async Task AttemptAsync(PlannedAttempt planned, CancellationToken cancellationToken)
    {
        try
        {
            var attempt = await sender!.SendAsync(planned.Message, cancellationToken);
            Take(planned, attempt);
        }
        finally
        {
            _queue.Done();
            Wake();
        }
    }

    private void Take(PlannedAttempt planned, SimulatedAttempt attempt)
    {
        var now = time.GetUtcNow();
        var wait = RetrySchedule.FindWait(planned.Failed + 1, knobs.Settings.TimeFactor);
        var delivery = Log.Update(
            planned.Message,
            known =>
            {
                var tried = known with { Attempts = [.. known.Attempts, attempt] };
                return attempt.IsSuccess ? tried with { Status = DeliveryStatus.Delivered, NextAttemptAt = null }
                    : planned.IsExtra || known.Status == DeliveryStatus.Delivered ? tried
                    : wait is null ? tried with { Status = DeliveryStatus.Failed, NextAttemptAt = null }
                    : tried with { NextAttemptAt = now + wait };
            }
        );
        if (delivery.Status != DeliveryStatus.Pending)
        {
            Settled(planned.Message.Id);
        }
        else if (!planned.IsExtra && wait is { } next)
        {
            _queue.Add(planned with { Failed = planned.Failed + 1 }, now + next);
        }
    }

    private void Finish(SimulatedMessage message, DeliveryStatus status)
    {
        Log.Update(message, delivery => delivery with { Status = status });
        Settled(message.Id);
    }

    private void Wake()
    {
        try
        {
            _wake.Release();
        }
        catch (SemaphoreFullException)
        {
            // It has been woken and has not looked yet.
        }
    }
}
