using Microsoft.Extensions.Logging;
using Npgsql;

namespace ClerkSync.Core.Database;

/// <summary>
/// The connections of ClerkSync's own statements. Every use ends within its deadline, regardless of the driver.
/// </summary>
/// <remarks>
/// On a server that accepts connections and does not answer, a canceled call still waits for the driver's cancel, rollback and
/// connect. Such a call is abandoned: its caller continues, and its connection returns to the pool when the driver finishes.
/// </remarks>
internal sealed partial class DatabasePool(
    DatabaseSettings settings,
    Func<bool, NpgsqlDataSource> create,
    TimeProvider time,
    ILogger<DatabasePool> logger
) : IAsyncDisposable
{
    /// <summary>The longest use of a connection. Svix waits 15 s for a response.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(9);

    // Clearing the pool makes every connection log in again, and during an outage every failure requests it.
    private static readonly TimeSpan TimeBetweenClears = TimeSpan.FromMilliseconds(250);

    private readonly Lock _lock = new();
    private volatile NpgsqlDataSource _dataSource = create(settings.KeepsSessions);
    private volatile bool _keepsSessions = settings.KeepsSessions;
    private long _clearedAt;
    private int _abandoned;

    /// <summary>False behind a pooler that runs each transaction in another session.</summary>
    public bool KeepsSessions => _keepsSessions;

    /// <param name="use">Its token is canceled at the deadline.</param>
    /// <param name="cancellationToken">Stops waiting; what was sent to Postgres may still take effect.</param>
    /// <exception cref="TimeoutException">The deadline passed, or too many abandoned calls hold the connections.</exception>
    public async Task<T> UseAsync<T>(
        Func<NpgsqlConnection, CancellationToken, Task<T>> use,
        CancellationToken cancellationToken
    )
    {
        if (Volatile.Read(ref _abandoned) >= DatabaseSource.OwnPoolSize(settings))
        {
            throw new TimeoutException("Postgres does not answer, and every connection waits for it.");
        }

        using var deadline = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        var call = RunAsync(use, either.Token);
        try
        {
            return await call.WaitAsync(either.Token);
        }
        catch (OperationCanceledException exception)
        {
            if (!call.IsCompleted)
            {
                Abandon(call);
            }

            cancellationToken.ThrowIfCancellationRequested();
            throw new TimeoutException("Postgres took too long.", exception);
        }
    }

    /// <summary>Opens a connection without a deadline: for a backfill, a drift run or a repair.</summary>
    public ValueTask<NpgsqlConnection> OpenForRunAsync(CancellationToken cancellationToken) =>
        _dataSource.OpenConnectionAsync(cancellationToken);

    public ValueTask DisposeAsync() => _dataSource.DisposeAsync();

    private async Task<T> RunAsync<T>(
        Func<NpgsqlConnection, CancellationToken, Task<T>> use,
        CancellationToken cancellationToken
    )
    {
        var dataSource = _dataSource;
        try
        {
            await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
            try
            {
                return await use(connection, cancellationToken);
            }
            // Before the connection returns to the pool.
            catch (Exception exception) when (DatabaseErrors.SpoilsConnection(exception))
            {
                Clear(dataSource, exception);
                throw;
            }
        }
        catch (Exception exception) when (DatabaseErrors.ComesFromPooler(exception))
        {
            // If another call is creating the new data source, this one waits for it. Otherwise its retry would use the old one.
            StopKeepingSessions(dataSource);
            throw;
        }
    }

    private void Clear(NpgsqlDataSource dataSource, Exception exception)
    {
        lock (_lock)
        {
            // A spoiled connection that stays in the pool fails in the driver when its rejected statement is sent again.
            if (
                exception is PostgresException
                && _clearedAt != 0
                && time.GetElapsedTime(_clearedAt) < TimeBetweenClears
            )
            {
                return;
            }

            _clearedAt = time.GetTimestamp();
        }

        // Connections that are in use are closed when they return.
        dataSource.Clear();
    }

    private void StopKeepingSessions(NpgsqlDataSource failed)
    {
        lock (_lock)
        {
            if (!_keepsSessions)
            {
                return;
            }

            // This first: a transaction that makes its own settings can run on either data source.
            _keepsSessions = false;
            _dataSource = create(false);
        }

        LogPooler();
        failed.Dispose();
    }

    private void Abandon(Task call)
    {
        Interlocked.Increment(ref _abandoned);
        LogAbandoned();
        call.ContinueWith(
            ended =>
            {
                _ = ended.Exception;
                Interlocked.Decrement(ref _abandoned);
            },
            TaskScheduler.Default
        );
    }

    [LoggerMessage(
        LogLevel.Warning,
        "Postgres is behind a pooler in transaction mode: statements are no longer prepared. Add pgbouncer=true to DATABASE_URL"
    )]
    private partial void LogPooler();

    [LoggerMessage(LogLevel.Warning, "Postgres did not answer in time; the call was abandoned")]
    private partial void LogAbandoned();
}
