using ClerkSync.Core.Database;
using ClerkSync.Core.Deliveries;
using ClerkSync.Core.Mirror;
using Dapper;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace ClerkSync.Core.Health;

/// <summary>Checks whether a delivery could be applied now.</summary>
public sealed partial class HealthReader
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    // As large as a row of the log with a small payload, so that a full disk is noticed.
    private const string TryToWrite = """
        insert into webhook_deliveries (svix_id, received_at, processed_at, outcome, payload)
        values ('health ' || gen_random_uuid(), now(), now(), 'ignored', convert_to(repeat('x', 1500), 'UTF8'))
        """;

    private readonly DatabasePool _pool;
    private readonly SchemaVersion _schema;
    private readonly DeliveryReader _deliveries;
    private readonly SyncRunReader _runs;
    private readonly DeliveryOutage _outage;
    private readonly TimeProvider _time;
    private readonly ILogger<HealthReader> _logger;

    internal HealthReader(
        DatabasePool pool,
        SchemaVersion schema,
        DeliveryReader deliveries,
        SyncRunReader runs,
        DeliveryOutage outage,
        TimeProvider time,
        ILogger<HealthReader> logger
    ) =>
        (_pool, _schema, _deliveries, _runs, _outage, _time, _logger) = (
            pool,
            schema,
            deliveries,
            runs,
            outage,
            time,
            logger
        );

    /// <summary>Reads the health within five seconds. An outage is a result, not an exception.</summary>
    internal async Task<HealthReport> ReadAsync(CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(Patience, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            return await ReadFromDatabaseAsync(either.Token);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            LogUnhealthy(DatabaseErrors.Describe(exception));
            return new HealthReport { Database = "unavailable", Migrations = "unknown" };
        }
    }

    private async Task<HealthReport> ReadFromDatabaseAsync(CancellationToken cancellationToken)
    {
        if (!await _schema.ReadAsync(cancellationToken))
        {
            return new HealthReport { Database = "ok", Migrations = "pending" };
        }

        return await FindProblemsAsync(cancellationToken) is { Count: > 0 } problems
            ? new HealthReport
            {
                Database = "unwritable",
                Migrations = "ok",
                Problems = problems,
            }
            : new HealthReport
            {
                Database = "ok",
                Migrations = "ok",
                LastApplied = Describe(await _deliveries.FindLastAppliedAsync(cancellationToken)),
                Drift = await _runs.FindLastDriftAsync(cancellationToken),
            };
    }

    /// <summary>Returns the reasons why a delivery could not be applied now, as codes; empty when it could.</summary>
    private async Task<IReadOnlyList<string>> FindProblemsAsync(CancellationToken cancellationToken)
    {
        var unmet = await _pool.UseAsync(Preconditions.FindUnmetAsync, cancellationToken);
        if (unmet.Where(problem => problem.IsBlocking).Select(problem => problem.Code).ToList() is { Count: > 0 } codes)
        {
            return codes;
        }

        try
        {
            await _pool.UseAsync(WriteAndRollBackAsync, cancellationToken);
        }
        catch (PostgresException exception)
        {
            LogUnhealthy(DatabaseErrors.Describe(exception));
            return ["write_rejected"];
        }

        return _outage.IsUnderWay() ? ["deliveries_failing"] : [];
    }

    private static async Task<int> WriteAndRollBackAsync(
        NpgsqlConnection connection,
        CancellationToken cancellationToken
    )
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        return await connection.ExecuteAsync(new CommandDefinition(TryToWrite, cancellationToken: cancellationToken));
    }

    private static HealthReport.LastAppliedEvent? Describe(DeliveryRecord? last) =>
        last is null
            ? null
            : new HealthReport.LastAppliedEvent(
                last.EventType,
                last.EventAt,
                last.ProcessedAt,
                (long?)(last.ProcessedAt - last.EventAt)?.TotalMilliseconds
            );

    [LoggerMessage(LogLevel.Error, "The health check failed: {Error}")]
    private partial void LogUnhealthy(string error);
}
