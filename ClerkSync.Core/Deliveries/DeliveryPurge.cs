using ClerkSync.Core.Database;
using Microsoft.Extensions.Logging;

namespace ClerkSync.Core.Deliveries;

/// <summary>The numbers of removed payloads and rows.</summary>
/// <param name="Payloads">The number of payloads whose deliveries stay in the log.</param>
/// <param name="Deliveries">The number of rows.</param>
internal sealed record PurgeReport(int Payloads, int Deliveries);

/// <summary>Removes expired payloads and rows from the delivery log.</summary>
/// <remarks>
/// It works in chunks, each a transaction that skips locked rows, so a redelivery waits only milliseconds. The next purge continues an
/// interrupted one, and any number may run concurrently.
/// </remarks>
public sealed partial class DeliveryPurge
{
    private const int ChunkSize = 1000;

    private readonly DatabaseWriter _writer;
    private readonly ClerkSyncSettings _settings;
    private readonly TimeProvider _time;
    private readonly ILogger<DeliveryPurge> _logger;

    internal DeliveryPurge(
        DatabaseWriter writer,
        ClerkSyncSettings settings,
        TimeProvider time,
        ILogger<DeliveryPurge> logger
    ) => (_writer, _settings, _time, _logger) = (writer, settings, time, logger);

    internal async Task<PurgeReport> PurgeAsync(CancellationToken cancellationToken)
    {
        var deliveries = await RepeatAsync(DeleteDeliveries, cancellationToken);
        var payloads = await RepeatAsync(RemovePayloads, cancellationToken);
        LogPurged(payloads, deliveries);
        return new PurgeReport(payloads, deliveries);
    }

    // A row's age counts from its last attempt, because it may be retried. Unsuccessful rows stay while they can be replayed. The next
    // purge handles locked rows.
    private const string DeleteDeliveries = """
        delete from webhook_deliveries
        where svix_id = any(array(
            select svix_id
            from webhook_deliveries
            where received_at >= @From
                and received_at < @DeliveriesBefore
                and processed_at < @DeliveriesBefore
                and (outcome not in ('failed', 'rejected') or received_at < @PayloadsBefore)
            order by received_at
            limit @ChunkSize
            for update skip locked
        ))
        returning received_at
        """;

    // A payload's age counts from its arrival, regardless of retries, because it contains personal data.
    private const string RemovePayloads = """
        update webhook_deliveries
        set payload = null
        where svix_id = any(array(
            select svix_id
            from webhook_deliveries
            where received_at >= @From
                and received_at < @PayloadsBefore
                and payload is not null
            order by received_at
            limit @ChunkSize
            for update skip locked
        ))
        returning received_at
        """;

    private async Task<int> RepeatAsync(string sql, CancellationToken cancellationToken)
    {
        var now = _time.GetUtcNow();
        var from = DateTimeOffset.UnixEpoch;
        for (var all = 0; ; )
        {
            var changed = await _writer.WriteAsync(
                transaction =>
                    transaction.QueryAsync<DateTimeOffset>(
                        sql,
                        new
                        {
                            // Each chunk starts where the previous one ended, so it does not scan the same rows again.
                            From = from,
                            PayloadsBefore = now.AddDays(-_settings.PayloadRetentionDays),
                            DeliveriesBefore = now.AddDays(-_settings.DeliveryRetentionDays),
                            ChunkSize,
                        }
                    ),
                cancellationToken
            );
            all += changed.Count;
            if (changed.Count < ChunkSize)
            {
                return all;
            }

            from = changed.Max();
        }
    }

    [LoggerMessage(LogLevel.Information, "The purge removed {Payloads} payloads and {Deliveries} deliveries")]
    private partial void LogPurged(int payloads, int deliveries);
}
