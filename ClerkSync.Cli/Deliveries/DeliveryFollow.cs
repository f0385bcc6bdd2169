using ClerkSync.Core.Deliveries;

namespace ClerkSync.Cli.Deliveries;

/// <summary><c>deliveries --follow</c>: the last ones, then each new one, until it is stopped.</summary>
/// <param name="reader">Reads the log.</param>
/// <param name="query">Chooses the deliveries; its limit says with how many of the last ones it begins.</param>
/// <param name="show">Gets them, oldest first.</param>
internal sealed class DeliveryFollow(DeliveryReader reader, DeliveryQuery query, Action<DeliveryRecord> show)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    // One that arrived earlier may be committed later, and hosts have clocks of their own.
    private static readonly TimeSpan Overlap = TimeSpan.FromMinutes(1);

    // With the time of arrival. A redelivery is another attempt.
    private readonly Dictionary<(string SvixId, int Attempts), DateTimeOffset> _seen = [];

    private DateTimeOffset? _since = query.Since;

    /// <summary>Runs until it is cancelled.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var last = (await reader.ListAsync(query, cancellationToken)).Deliveries;
        var start = last is [var newest, ..] ? newest.ReceivedAt : (DateTimeOffset?)null;
        // Without a first one too: the log is not searched from its beginning every second.
        _since = start - Overlap ?? _since ?? TimeProvider.System.GetUtcNow() - Overlap;
        foreach (var delivery in last.Reverse())
        {
            show(delivery);
            _seen[(delivery.SvixId, delivery.Attempts)] = delivery.ReceivedAt;
        }

        // Those of the overlap were there before.
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

    /// <summary>Moves the overlap behind the newest one.</summary>
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
