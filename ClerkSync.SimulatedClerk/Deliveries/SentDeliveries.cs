namespace ClerkSync.SimulatedClerk.Deliveries;

/// <summary>The pending deliveries and the latest finished ones.</summary>
internal sealed class SentDeliveries
{
    private const int Kept = 1000;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, SimulatedDelivery> _byId = [];
    private readonly Queue<string> _finished = [];

    /// <summary>Updates a message's delivery, or adds it when it is not in the list.</summary>
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

    /// <summary>Null when the delivery is unknown or has been forgotten.</summary>
    public SimulatedDelivery? Find(string id)
    {
        lock (_gate)
        {
            return _byId.GetValueOrDefault(id);
        }
    }

    /// <summary>Returns deliveries, latest first.</summary>
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
            // A delivery that was resent is pending again, or has finished again and has a newer place in the queue.
            if (_byId.TryGetValue(oldest, out var delivery) && delivery.Status != DeliveryStatus.Pending)
            {
                _byId.Remove(oldest);
            }
        }
    }
}
