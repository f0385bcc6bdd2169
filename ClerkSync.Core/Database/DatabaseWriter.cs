using System.Data;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace ClerkSync.Core.Database;

/// <summary>Runs every transaction that writes, and retries it when that may help.</summary>
/// <remarks>READ COMMITTED is explicit because each statement must see what was committed before it.</remarks>
internal sealed partial class DatabaseWriter(DatabasePool pool, TimeProvider time, ILogger<DatabaseWriter> logger)
{
    private const int MostAttempts = 5;

    /// <summary>Commits everything that <paramref name="write"/> does, or nothing.</summary>
    /// <param name="write">May run several times. It must have no effect outside the transaction.</param>
    public Task<T> WriteAsync<T>(Func<WriteTransaction, Task<T>> write, CancellationToken cancellationToken) =>
        RetryAsync(
            async (connection, token) =>
            {
                await using var transaction = await connection.BeginTransactionAsync(
                    IsolationLevel.ReadCommitted,
                    token
                );
                var preamble = pool.KeepsSessions ? "" : TransactionSettings.SetLocal;
                var result = await write(new WriteTransaction(connection, preamble, token));
                await transaction.CommitAsync(token);
                return result;
            },
            cancellationToken
        );

    /// <summary>Commits all statements of a pipeline or none, in one round trip. A dry run is rolled back.</summary>
    /// <param name="build">May run several times.</param>
    public Task CommitAsync(Func<Pipeline> build, bool isDryRun, CancellationToken cancellationToken) =>
        isDryRun
            ? CommitAsync(() => new Pipeline(), build, isDryRun, cancellationToken)
            : RetryAsync(
                async (connection, token) =>
                {
                    await build().CommitAsync(connection, pool.KeepsSessions, token);
                    return true;
                },
                cancellationToken
            );

    /// <summary>
    /// Commits statements in two round trips, when the last ones depend on the results of the first. Both pipelines may
    /// be built several times.
    /// </summary>
    public Task CommitAsync(
        Func<Pipeline> first,
        Func<Pipeline> last,
        bool isDryRun,
        CancellationToken cancellationToken
    ) =>
        RetryAsync(
            async (connection, token) =>
            {
                var keepsSession = pool.KeepsSessions;
                await first().BeginAsync(connection, keepsSession, token);
                await last().EndAsync(connection, keepsSession, isDryRun, token);
                return true;
            },
            cancellationToken
        );

    private async Task<T> RetryAsync<T>(
        Func<NpgsqlConnection, CancellationToken, Task<T>> attempt,
        CancellationToken cancellationToken
    )
    {
        for (var number = 1; ; number++)
        {
            try
            {
                return await pool.UseAsync(attempt, cancellationToken);
            }
            catch (Exception exception)
                when (number < MostAttempts && !cancellationToken.IsCancellationRequested && IsRetried(exception))
            {
                LogRetried(number, DatabaseErrors.Describe(exception));
                // Random, so that two callers that clash do not clash again.
                var pause = TimeSpan.FromMilliseconds(Random.Shared.Next(5, 20) << (number - 1));
                await Task.Delay(pause, time, cancellationToken);
            }
        }
    }

    private static bool IsRetried(Exception exception) =>
        DatabaseErrors.Classify(exception)
            is DatabaseError.Transient
                or DatabaseError.Statement
                or DatabaseError.Unexpected;

    [LoggerMessage(LogLevel.Information, "A transaction is retried after attempt {Attempt}: {Error}")]
    private partial void LogRetried(int attempt, string error);
}
