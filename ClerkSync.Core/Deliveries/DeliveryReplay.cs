using ClerkSync.Core.Webhooks;

namespace ClerkSync.Core.Deliveries;

/// <summary>Applies kept deliveries again, with the very statements of a webhook.</summary>
public sealed class DeliveryReplay(DeliveryReader reader, WebhookReceiver receiver, TimeProvider time)
{
    // They share commits. When all of them fail again, each with a record of its own, they must fit into a batch's five seconds.
    private const int AtOnce = 16;

    // A gateway in front of the functions waits for two or three minutes.
    private static readonly TimeSpan TimeForAll = TimeSpan.FromSeconds(60);

    /// <summary>Replays a delivery that failed, was rejected or was ignored; one that succeeded stays a duplicate.</summary>
    /// <returns>Null when the delivery never came or its payload is not kept.</returns>
    public async Task<WebhookResult?> ReplayAsync(SvixId svixId, CancellationToken cancellationToken) =>
        await reader.FindPayloadAsync(svixId, cancellationToken) is { } payload
            ? await receiver.ReplayAsync(svixId, payload, cancellationToken)
            : null;

    /// <summary>
    /// Replays what failed or was rejected, newest first, as far as the query's limit and a minute go. Each is tried once by
    /// those who follow <see cref="ReplayReport.Next"/>, however many fail again.
    /// </summary>
    public async Task<ReplayReport> ReplayUnsuccessfulAsync(DeliveryQuery query, CancellationToken cancellationToken)
    {
        var startedAt = time.GetTimestamp();
        var toDo = query with { UnsuccessfulOnly = true, WithPayloadOnly = true };
        var outcomes = new SortedDictionary<string, int>(StringComparer.Ordinal);
        for (var tried = 0; ; )
        {
            var page = await reader.ListAsync(
                toDo with
                {
                    Limit = Math.Min(AtOnce, query.Limit - tried),
                },
                cancellationToken
            );
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
            if (tried >= query.Limit || time.GetElapsedTime(startedAt) >= TimeForAll)
            {
                return new ReplayReport
                {
                    Outcomes = outcomes,
                    Left = await reader.CountAsync(toDo, cancellationToken),
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
        var payloads = await reader.ReadPayloadsAsync(
            [.. deliveries.Select(delivery => new SvixId(delivery.SvixId))],
            cancellationToken
        );
        return await Task.WhenAll(
            payloads.Select(payload => receiver.ReplayAsync(payload.Key, payload.Value, cancellationToken))
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
