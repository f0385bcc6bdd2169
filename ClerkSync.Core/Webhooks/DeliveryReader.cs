using Dapper;
using Npgsql;

namespace ClerkSync.Core.Webhooks;

/// <summary>Reads the delivery log.</summary>
public sealed class DeliveryReader(NpgsqlDataSource dataSource)
{
    private const string Columns =
        "svix_id, event_type, clerk_id, event_at, received_at, processed_at, outcome, attempts, error, payload is not null as has_payload";

    /// <summary>The deliveries that a query asks for, newest first.</summary>
    public async Task<DeliveryPage> ListAsync(DeliveryQuery query, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        var rows = (
            await connection.QueryAsync<DeliveryRecord>(
                new CommandDefinition(
                    $"""
                    select {Columns}
                    from webhook_deliveries
                    {query.ToSql()}
                    order by received_at desc, svix_id desc
                    limit @Limit
                    """,
                    // One more tells whether there is another page.
                    query.ToParameters(limit: query.Limit + 1),
                    cancellationToken: cancellationToken
                )
            )
        ).AsList();
        if (rows.Count <= query.Limit)
        {
            return new DeliveryPage(rows, null);
        }

        var last = rows[query.Limit - 1];
        rows.RemoveAt(query.Limit);
        return new DeliveryPage(rows, new DeliveryCursor(last.ReceivedAt, new SvixId(last.SvixId)).ToString());
    }

    /// <summary>How many deliveries a query asks for, whatever its limit.</summary>
    public async Task<long> CountAsync(DeliveryQuery query, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        return await connection.ExecuteScalarAsync<long>(
            new CommandDefinition(
                $"select count(*) from webhook_deliveries {query.ToSql()}",
                query.ToParameters(query.Limit),
                cancellationToken: cancellationToken
            )
        );
    }

    /// <summary>One delivery; null when it never came.</summary>
    public async Task<DeliveryRecord?> FindAsync(SvixId svixId, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        return await connection.QuerySingleOrDefaultAsync<DeliveryRecord>(
            new CommandDefinition(
                $"select {Columns} from webhook_deliveries where svix_id = @SvixId",
                new { SvixId = svixId.Value },
                cancellationToken: cancellationToken
            )
        );
    }

    /// <summary>The last delivery that changed the database; null when there was none.</summary>
    public async Task<DeliveryRecord?> FindLastAppliedAsync(CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        return await connection.QueryFirstOrDefaultAsync<DeliveryRecord>(
            new CommandDefinition(
                $"select {Columns} from webhook_deliveries where outcome = 'applied' order by received_at desc limit 1",
                cancellationToken: cancellationToken
            )
        );
    }

    /// <summary>The bytes of a delivery; null when it never came or its payload is not kept.</summary>
    public async Task<byte[]?> FindPayloadAsync(SvixId svixId, CancellationToken cancellationToken) =>
        (await ReadPayloadsAsync([svixId], cancellationToken)).GetValueOrDefault(svixId);

    /// <summary>The bytes of those deliveries whose payload is kept.</summary>
    internal async Task<IReadOnlyDictionary<SvixId, byte[]>> ReadPayloadsAsync(
        IReadOnlyCollection<SvixId> ids,
        CancellationToken cancellationToken
    )
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        var rows = await connection.QueryAsync<KeptPayload>(
            new CommandDefinition(
                "select svix_id, payload from webhook_deliveries where svix_id = any(@SvixIds) and payload is not null",
                new { SvixIds = ids.Select(id => id.Value).ToArray() },
                cancellationToken: cancellationToken
            )
        );
        return rows.ToDictionary(row => new SvixId(row.SvixId), row => row.Payload);
    }

    private sealed record KeptPayload
    {
        public required string SvixId { get; init; }
        public required byte[] Payload { get; init; }
    }
}
