using Dapper;
using Npgsql;

namespace ClerkSync.Core.Webhooks;

/// <summary>Reads the delivery log.</summary>
public sealed class DeliveryReader(NpgsqlDataSource dataSource)
{
    private const string Columns =
        "svix_id, event_type, clerk_id, event_at, received_at, processed_at, outcome, attempts, error, payload is not null as has_payload";

    /// <summary>The last deliveries, newest first.</summary>
    /// <param name="unsuccessfulOnly">Only those that failed or were rejected.</param>
    /// <param name="limit">How many at most.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async Task<IReadOnlyList<DeliveryRecord>> ListAsync(
        bool unsuccessfulOnly,
        int limit,
        CancellationToken cancellationToken
    )
    {
        var filter = unsuccessfulOnly ? "where outcome in ('failed', 'rejected')" : "";
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        var rows = await connection.QueryAsync<DeliveryRecord>(
            new CommandDefinition(
                $"select {Columns} from webhook_deliveries {filter} order by received_at desc limit @Limit",
                new { Limit = limit },
                cancellationToken: cancellationToken
            )
        );
        return rows.AsList();
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
    public async Task<byte[]?> FindPayloadAsync(SvixId svixId, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        return await connection.ExecuteScalarAsync<byte[]?>(
            new CommandDefinition(
                "select payload from webhook_deliveries where svix_id = @SvixId",
                new { SvixId = svixId.Value },
                cancellationToken: cancellationToken
            )
        );
    }
}
