namespace ClerkSync.SimulatedClerk.Deliveries;

/// <summary>
/// Delivers messages to the endpoint at least once, as Svix does, with the faults that the settings add.
/// </summary>
internal sealed class DeliveryService : IAsyncDisposable
{
    private readonly DeliveryQueue _queue = new();
    private readonly DeliveryLoop _loop;
    private readonly WebhookSender? _sender;
    private readonly Knobs _knobs;
    private readonly TimeProvider _time;

    /// <param name="sender">Null means that nothing is delivered.</param>
    /// <param name="knobs">The simulated faults.</param>
    public DeliveryService(WebhookSender? sender, Knobs knobs, TimeProvider time)
    {
        (_sender, _knobs, _time) = (sender, knobs, time);
        _loop = new DeliveryLoop(_queue, AttemptAsync, knobs, time);
    }

    /// <summary>Pending deliveries and the latest finished ones.</summary>
    public SentDeliveries Log { get; } = new();

    /// <summary>Called with the id of each message that needs no further attempt.</summary>
    public required Action<string> Settled { get; init; }

    /// <summary>Whether there is an endpoint and it is on.</summary>
    public bool IsEndpointOn => _sender is not null && _knobs.Settings.EndpointOn;

    /// <summary>The number of attempts that are waiting or in flight.</summary>
    public int Outstanding => _queue.Outstanding;

    public void Start() => _loop.Start();

    /// <summary>Queues messages, and decides at random which are lost, delayed or duplicated.</summary>
    public void Enqueue(IReadOnlyList<SimulatedMessage> messages)
    {
        foreach (var message in messages)
        {
            Enqueue(message, _knobs.PlanDelivery());
        }

        _loop.Wake();
    }

    /// <summary>Resends a delivery immediately with its original id.</summary>
    /// <returns>False when the delivery is unknown or has been forgotten.</returns>
    public bool TryResend(string id)
    {
        if (Log.Find(id) is not { } delivery)
        {
            return false;
        }

        Plan(delivery.Message, TimeSpan.Zero);
        _loop.Wake();
        return true;
    }

    /// <summary>Sends a message once and immediately, regardless of the settings. A failure is not retried.</summary>
    /// <returns>The attempt and its response; null when there is no endpoint.</returns>
    public async Task<SimulatedAttempt?> SendAsync(SimulatedMessage message, CancellationToken cancellationToken)
    {
        if (_sender is null)
        {
            return null;
        }

        var attempt = await _sender.SendAsync(message, cancellationToken);
        Log.Update(
            message,
            known =>
                known with
                {
                    Attempts = [.. known.Attempts, attempt],
                    Status =
                        attempt.IsSuccess || known.Status == DeliveryStatus.Delivered
                            ? DeliveryStatus.Delivered
                            : DeliveryStatus.Failed,
                }
        );
        return attempt;
    }

    /// <summary>Makes waiting attempts due now, and resends failed and skipped messages.</summary>
    /// <returns>The number of attempts.</returns>
    public int RetryNow()
    {
        var waiting = _queue.MakeDue(_time.GetUtcNow());
        var missed = Log.List(int.MaxValue)
            .Where(delivery => delivery.Status is DeliveryStatus.Failed or DeliveryStatus.Skipped)
            .Reverse()
            .ToList();
        foreach (var delivery in missed)
        {
            Plan(delivery.Message, TimeSpan.Zero);
        }

        _loop.Wake();
        return waiting + missed.Count;
    }

    /// <summary>Waits until no attempt is outstanding.</summary>
    /// <returns>False after a timeout.</returns>
    public async Task<bool> WaitUntilIdleAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        var deadline = _time.GetUtcNow() + patience;
        while (Outstanding > 0)
        {
            if (_time.GetUtcNow() >= deadline)
            {
                return false;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(10), _time, cancellationToken);
        }

        return true;
    }

    /// <summary>Stops the service and cancels in-flight attempts.</summary>
    public async ValueTask DisposeAsync()
    {
        await _loop.DisposeAsync();
        _sender?.Dispose();
    }

    private void Enqueue(SimulatedMessage message, DeliveryPlan plan)
    {
        if (!IsEndpointOn)
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
                _queue.Add(new PlannedAttempt(message, Failed: 0, IsExtra: true), _time.GetUtcNow() + delay);
            }
        }
    }

    private void Plan(SimulatedMessage message, TimeSpan delay)
    {
        if (_sender is null)
        {
            return;
        }

        var dueAt = _time.GetUtcNow() + delay;
        Log.Update(message, known => known with { Status = DeliveryStatus.Pending, NextAttemptAt = dueAt });
        _queue.Add(new PlannedAttempt(message, Failed: 0, IsExtra: false), dueAt);
    }

    private async Task AttemptAsync(PlannedAttempt planned, CancellationToken cancellationToken) =>
        Take(planned, await _sender!.SendAsync(planned.Message, cancellationToken));

    private void Take(PlannedAttempt planned, SimulatedAttempt attempt)
    {
        var now = _time.GetUtcNow();
        var wait = RetrySchedule.FindWait(planned.Failed + 1, _knobs.Settings.TimeFactor);
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
}
