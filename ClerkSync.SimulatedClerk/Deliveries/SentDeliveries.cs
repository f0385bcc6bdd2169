namespace ClerkSync.SimulatedClerk.Deliveries;

/// <summary>The deliveries that are pending and the last ones that are not.</summary>
internal sealed class SentDeliveries
{
    private const int Kept = 1000;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, SimulatedDelivery> _byId = [];
    private readonly Queue<string> _finished = [];

    /// <summary>Changes what is known of a message's delivery; begins it when nothing is known.</summary>
    public SimulatedDelivery Update(SimulatedMessage message, Func<SimulatedDelivery, SimulatedDelivery> update)
    {
        lock (_gate)
        {
            var old = _byId.GetValueOrDefault(message.Id) ?? new SimulatedDelivery { Message = message };
            var delivery = _byId[message.Id] = update(old);
            if (delivery.Status != DeliveryStatus.Pending && old.Status == DeliveryStatus.Pending)
            {
                _finished.Enqueue(message.Id);
                Forget();
            }

            return delivery;
        }
    }

    /// <summary>Null when it is not known any more.</summary>
    public SimulatedDelivery? Find(string id)
    {
        lock (_gate)
        {
            return _byId.GetValueOrDefault(id);
        }
    }

    /// <summary>Those that are known, latest first.</summary>
    public IReadOnlyList<SimulatedDelivery> List(int limit, DeliveryStatus? status = null)
    {
        lock (_gate)
        {
            return
            [
                .. _byId
                    .Values.Reverse()
                    .Where(delivery => status is null || delivery.Status == status)
                    .OrderByDescending(delivery => delivery.Message.CreatedAt)
                    .Take(limit),
            ];
        }
    }

    private void Forget()
    {
        while (_finished.Count > Kept)
        {
            var oldest = _finished.Dequeue();
            // One that was sent again is pending, or finished once more and in the queue again.
            if (_byId.TryGetValue(oldest, out var delivery) && delivery.Status != DeliveryStatus.Pending)
            {
                _byId.Remove(oldest);
            }
        }
    }
}
