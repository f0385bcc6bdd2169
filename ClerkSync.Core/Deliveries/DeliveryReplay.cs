using ClerkSync.Core.Webhooks;

namespace ClerkSync.Core.Deliveries;

/// <summary>Replays stored deliveries. A replay runs the same SQL statements as a webhook.</summary>
public sealed class DeliveryReplay
{
    // They share commits. If all of them fail again, their separate records must still fit into a batch's five seconds.
    private const int AtOnce = 16;

    // A gateway in front of the functions waits two or three minutes.
    private static readonly TimeSpan TimeForAll = TimeSpan.FromSeconds(60);

    private readonly DeliveryReader _reader;
    private readonly WebhookReceiver _receiver;
    private readonly TimeProvider _time;

    internal DeliveryReplay(DeliveryReader reader, WebhookReceiver receiver, TimeProvider time) =>
        (_reader, _receiver, _time) = (reader, receiver, time);

    /// <summary>Replays a delivery that failed, was rejected or was ignored; one that succeeded stays a duplicate.</summary>
    /// <returns>Null when the delivery is unknown, or its payload is not stored.</returns>
    internal async Task<WebhookResult?> ReplayAsync(SvixId svixId, CancellationToken cancellationToken) =>
        await _reader.FindPayloadAsync(svixId, cancellationToken) is { } payload
            ? await _receiver.ReplayAsync(svixId, payload, cancellationToken)
            : null;

    /// <summary>
    /// Replays failed and rejected deliveries, newest first, up to the query's limit and for a minute. Repeating the call with
    /// <see cref="ReplayReport.Next"/> tries each once, however many fail again.
    /// </summary>
    internal async Task<ReplayReport> ReplayUnsuccessfulAsync(DeliveryQuery query, CancellationToken cancellationToken)
    {
        var startedAt = _time.GetTimestamp();
        var toDo = query with { UnsuccessfulOnly = true, WithPayloadOnly = true };
        var outcomes = new SortedDictionary<string, int>(StringComparer.Ordinal);
        for (var tried = 0; ; )
        {
            var limit = Math.Min(AtOnce, query.Limit - tried);
            var page = await _reader.ListAsync(toDo with { Limit = limit }, cancellationToken);
            var results = await ReplayAsync(page.Deliveries, cancellationToken);
            Count(results, outcomes);
            if (results.Select(result => result.Error).FirstOrDefault(IsOutage) is { } error)
            {
                return new ReplayReport { Outcomes = outcomes, Error = error };
            }

            if (page.Next is null)
            {
                return new ReplayReport { Outcomes = outcomes, Left = 0 };
            }

            tried += page.Deliveries.Count;
            toDo = toDo with { After = DeliveryCursor.Find(page.Next) };
            if (tried >= query.Limit || _time.GetElapsedTime(startedAt) >= TimeForAll)
            {
                return new ReplayReport
                {
                    Outcomes = outcomes,
                    Left = await _reader.CountAsync(toDo, cancellationToken),
                    Next = page.Next,
                };
            }
        }
    }

    private async Task<IReadOnlyList<WebhookResult>> ReplayAsync(
        IReadOnlyList<DeliveryRecord> deliveries,
        CancellationToken cancellationToken
    )
    {
        var payloads = await _reader.ReadPayloadsAsync(
            [.. deliveries.Select(delivery => new SvixId(delivery.SvixId))],
            cancellationToken
        );
        return await Task.WhenAll(
            payloads.Select(payload => _receiver.ReplayAsync(payload.Key, payload.Value, cancellationToken))
        );
    }

    private static void Count(IEnumerable<WebhookResult> results, SortedDictionary<string, int> outcomes)
    {
        foreach (var result in results)
        {
            outcomes[result.Word] = outcomes.GetValueOrDefault(result.Word) + 1;
        }
    }

    private static bool IsOutage(WebhookError? error) =>
        error is WebhookError.DatabaseUnavailable or WebhookError.MigrationsPending;
}
