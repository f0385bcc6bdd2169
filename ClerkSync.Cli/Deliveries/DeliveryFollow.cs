using ClerkSync.Core.Deliveries;

namespace ClerkSync.Cli.Deliveries;

/// <summary>Implements <c>deliveries --follow</c>: shows the latest deliveries, then each new one, until it is cancelled.</summary>
/// <param name="query">Selects the deliveries. Its limit is the number of earlier ones to show first.</param>
/// <param name="show">Receives each delivery, oldest first.</param>
internal sealed class DeliveryFollow(DeliveryReader reader, DeliveryQuery query, Action<DeliveryRecord> show)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    // A delivery that arrived earlier may be committed later, and the clocks of hosts differ.
    private static readonly TimeSpan Overlap = TimeSpan.FromMinutes(1);

    // The values are times of arrival. A redelivery counts as another attempt.
    private readonly Dictionary<(string SvixId, int Attempts), DateTimeOffset> _seen = [];

    private DateTimeOffset? _since = query.Since;

    /// <exception cref="OperationCanceledException">The caller canceled, which is the only way to end.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var last = (await reader.ListAsync(query, cancellationToken)).Deliveries;
        var start = last is [var newest, ..] ? newest.ReceivedAt : (DateTimeOffset?)null;
        // Set even without an earlier delivery, so that the log is not searched from its beginning every second.
        _since = start - Overlap ?? _since ?? TimeProvider.System.GetUtcNow() - Overlap;
        foreach (var delivery in last.Reverse())
        {
            show(delivery);
            _seen[(delivery.SvixId, delivery.Attempts)] = delivery.ReceivedAt;
        }

        // Deliveries in the overlap are not new.
        foreach (
            var delivery in (await ReadUnseenAsync(cancellationToken)).Where(unseen => !(unseen.ReceivedAt <= start))
        )
        {
            show(delivery);
        }

        using var timer = new PeriodicTimer(Pause);
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            (await ReadUnseenAsync(cancellationToken)).ForEach(show);
        }
    }

    private async Task<List<DeliveryRecord>> ReadUnseenAsync(CancellationToken cancellationToken)
    {
        var unseen = new List<DeliveryRecord>();
        DeliveryCursor? after = null;
        do
        {
            var page = await reader.ListAsync(
                query with
                {
                    Since = _since,
                    Limit = DeliveryQuery.MaxLimit,
                    After = after,
                },
                cancellationToken
            );
            unseen.AddRange(
                page.Deliveries.Where(delivery =>
                    _seen.TryAdd((delivery.SvixId, delivery.Attempts), delivery.ReceivedAt)
                )
            );
            after = page.Next is null ? null : DeliveryCursor.Find(page.Next);
        } while (after is not null);

        Forget();
        unseen.Reverse();
        return unseen;
    }

    /// <summary>Moves the start of the overlap after the newest delivery, and forgets the deliveries before it.</summary>
    private void Forget()
    {
        if (_seen.Count == 0)
        {
            return;
        }

        _since = _seen.Values.Max() - Overlap;
        foreach (var (key, _) in _seen.Where(seen => seen.Value < _since).ToList())
        {
            _seen.Remove(key);
        }
    }
}
