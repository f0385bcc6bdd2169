using ClerkSync.Core.Database;
using ClerkSync.Core.Webhooks;

namespace ClerkSync.Core.Deliveries;

/// <summary>Reads the delivery log.</summary>
public sealed class DeliveryReader
{
    private const string Columns =
        "svix_id, event_type, clerk_id, user_clerk_id, event_at, received_at, processed_at, outcome, attempts, error, payload is not null as has_payload";

    private readonly DatabaseReader _database;

    private readonly ClerkSyncSettings _settings;

    internal DeliveryReader(DatabaseReader database, ClerkSyncSettings settings) =>
        (_database, _settings) = (database, settings);

    internal async Task<DeliveryPage> ListAsync(DeliveryQuery query, CancellationToken cancellationToken)
    {
        var rows = await ReadAsync(
            $"""
            select {Columns}
            {query.ToSql()}
            order by received_at desc, svix_id desc
            limit @Limit
            """,
            // One extra row shows that there is another page.
            query.ToParameters(limit: query.Limit + 1),
            cancellationToken
        );
        if (rows.Count <= query.Limit)
        {
            return new DeliveryPage(rows, null);
        }

        var last = rows[query.Limit - 1];
        var next = new DeliveryCursor(last.ReceivedAt, new SvixId(last.SvixId));
        return new DeliveryPage([.. rows.Take(query.Limit)], next.ToString());
    }

    /// <summary>Returns the last deliveries that are about a user, newest first.</summary>
    internal Task<IReadOnlyList<DeliveryRecord>> ListAboutAsync(
        ClerkId user,
        int limit,
        CancellationToken cancellationToken
    ) =>
        ReadAsync(
            $"""
            select {Columns}
            from (
                select * from webhook_deliveries where clerk_id = @ClerkId or user_clerk_id = @ClerkId offset 0
            ) as found
            order by received_at desc, svix_id desc
            limit @limit
            """,
            new { ClerkId = user.Value, limit },
            cancellationToken
        );

    /// <summary>Counts the selected deliveries, ignoring the limit.</summary>
    internal Task<long> CountAsync(DeliveryQuery query, CancellationToken cancellationToken) =>
        _database.FindAsync<long>(
            $"select count(*) {query.ToSql()}",
            query.ToParameters(query.Limit),
            cancellationToken
        );

    /// <summary>Returns null if it never arrived, or was purged.</summary>
    internal async Task<DeliveryRecord?> FindAsync(SvixId svixId, CancellationToken cancellationToken) =>
        (
            await ReadAsync(
                $"select {Columns} from webhook_deliveries where svix_id = @SvixId",
                new { SvixId = svixId.Value },
                cancellationToken
            )
        ).SingleOrDefault();

    /// <summary>Returns the last delivery that changed the database; null if there was none.</summary>
    internal async Task<DeliveryRecord?> FindLastAppliedAsync(CancellationToken cancellationToken) =>
        (
            await ReadAsync(
                $"select {Columns} from webhook_deliveries where outcome = 'applied' order by received_at desc limit 1",
                null,
                cancellationToken
            )
        ).SingleOrDefault();

    /// <summary>Returns null if the delivery is unknown, or its payload is not stored.</summary>
    internal async Task<byte[]?> FindPayloadAsync(SvixId svixId, CancellationToken cancellationToken) =>
        (await ReadPayloadsAsync([svixId], cancellationToken)).GetValueOrDefault(svixId);

    internal async Task<IReadOnlyDictionary<SvixId, byte[]>> ReadPayloadsAsync(
        IReadOnlyCollection<SvixId> ids,
        CancellationToken cancellationToken
    )
    {
        var rows = await _database.QueryAsync<KeptPayload>(
            "select svix_id, payload from webhook_deliveries where svix_id = any(@SvixIds) and payload is not null",
            new { SvixIds = ids.Select(id => id.Value).ToArray() },
            cancellationToken
        );
        return rows.ToDictionary(row => new SvixId(row.SvixId), row => row.Payload);
    }

    private async Task<IReadOnlyList<DeliveryRecord>> ReadAsync(
        string sql,
        object? parameters,
        CancellationToken cancellationToken
    ) =>
        [
            .. (await _database.QueryAsync<DeliveryRecord>(sql, parameters, cancellationToken)).Select(delivery =>
                delivery with
                {
                    PayloadExpiresAt = delivery.HasPayload
                        ? delivery.ReceivedAt.AddDays(_settings.PayloadRetentionDays)
                        : null,
                }
            ),
        ];

    private sealed record KeptPayload
    {
        public required string SvixId { get; init; }
        public required byte[] Payload { get; init; }
    }
}
