using ClerkSync.Core.Database;
using Microsoft.Extensions.Logging;

namespace ClerkSync.Core.Deliveries;

/// <summary>What a purge removed.</summary>
/// <param name="Payloads">How many payloads, of deliveries that stay in the log.</param>
/// <param name="Deliveries">How many rows.</param>
public sealed record PurgeReport(int Payloads, int Deliveries);

/// <summary>Removes what the delivery log need not remember any longer.</summary>
/// <remarks>
/// In chunks, each a transaction of its own that waits for nobody: a delivery that comes again meanwhile waits for milliseconds.
/// A purge that is interrupted goes on the next time, and any number may run at once.
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
    )
    {
        _writer = writer;
        _settings = settings;
        _time = time;
        _logger = logger;
    }

    /// <summary>Removes payloads and rows that are older than the settings allow.</summary>
    public async Task<PurgeReport> PurgeAsync(CancellationToken cancellationToken)
    {
        var deliveries = await RepeatAsync(DeleteDeliveries, cancellationToken);
        var payloads = await RepeatAsync(RemovePayloads, cancellationToken);
        LogPurged(payloads, deliveries);
        return new PurgeReport(payloads, deliveries);
    }

    // A row is remembered from its last attempt on, because it may be tried again; of those that did not succeed nothing goes as
    // long as they can be replayed. Rows that somebody is writing are left to the next purge.
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

    // A payload's age counts from the day it came, however often it was tried since: it holds personal data.
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
                            // Each chunk starts where the one before ended, or it would pass over all of that again.
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
