using System.Data;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace ClerkSync.Core.Database;

/// <summary>Runs every transaction that writes, and runs it again when Postgres asks for that.</summary>
internal sealed partial class DatabaseWriter(
    NpgsqlDataSource dataSource,
    TimeProvider time,
    ILogger<DatabaseWriter> logger
)
{
    /// <summary>How long a statement waits for a lock, unless others would have to wait too.</summary>
    public static readonly TimeSpan LockTimeout = TimeSpan.FromSeconds(2);

    private const int MostAttempts = 5;

    /// <summary>Commits what <paramref name="write"/> does, or nothing of it.</summary>
    /// <param name="write">May run several times; it must have no effect but on the transaction.</param>
    /// <param name="cancellationToken">Ends the attempts too.</param>
    /// <remarks>READ COMMITTED is stated because each statement has to see what was committed before it.</remarks>
    public Task<T> WriteAsync<T>(Func<WriteTransaction, Task<T>> write, CancellationToken cancellationToken) =>
        WriteAsync(write, LockTimeout, cancellationToken);

    /// <summary>Commits what <paramref name="write"/> does, or nothing of it.</summary>
    /// <param name="write">May run several times; it must have no effect but on the transaction.</param>
    /// <param name="lockTimeout">How long a statement waits for a lock.</param>
    /// <param name="cancellationToken">Ends the attempts too.</param>
    public async Task<T> WriteAsync<T>(
        Func<WriteTransaction, Task<T>> write,
        TimeSpan lockTimeout,
        CancellationToken cancellationToken
    )
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
                await using var transaction = await connection.BeginTransactionAsync(
                    IsolationLevel.ReadCommitted,
                    cancellationToken
                );
                var result = await write(new WriteTransaction(connection, lockTimeout, cancellationToken));
                await transaction.CommitAsync(cancellationToken);
                return result;
            }
            catch (Exception exception)
                when (attempt < MostAttempts
                    && !cancellationToken.IsCancellationRequested
                    && DatabaseErrors.Classify(exception) == DatabaseError.Transient
                )
            {
                LogRunsAgain(attempt, DatabaseErrors.Describe(exception));
                // Each waits for another while, or two that clash would clash again.
                var pause = TimeSpan.FromMilliseconds(Random.Shared.Next(5, 20) << (attempt - 1));
                await Task.Delay(pause, time, cancellationToken);
            }
        }
    }

    /// <summary>
    /// Writes rows in one transaction, and where one of them cannot be written or is held by somebody, in halves, so that it stops
    /// no other.
    /// </summary>
    /// <param name="rows">At most as many as one transaction takes.</param>
    /// <param name="write">Writes some of them.</param>
    /// <param name="written">Told what each transaction that committed has returned.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>How many rows could not be written.</returns>
    public async Task<long> WriteSplittingAsync<TRow, TResult>(
        IReadOnlyList<TRow> rows,
        Func<WriteTransaction, IReadOnlyList<TRow>, Task<TResult>> write,
        Action<TResult> written,
        CancellationToken cancellationToken
    )
    {
        try
        {
            written(await WriteAsync(transaction => write(transaction, rows), cancellationToken));
            return 0;
        }
        catch (Exception exception)
            when (DatabaseErrors.Classify(exception) is DatabaseError.Row or DatabaseError.Contended)
        {
            if (rows.Count == 1)
            {
                LogNotWritten(DatabaseErrors.Describe(exception));
                return 1;
            }

            var half = rows.Count / 2;
            return await WriteSplittingAsync([.. rows.Take(half)], write, written, cancellationToken)
                + await WriteSplittingAsync([.. rows.Skip(half)], write, written, cancellationToken);
        }
    }

    [LoggerMessage(LogLevel.Error, "A row could not be written: {Error}")]
    private partial void LogNotWritten(string error);

    [LoggerMessage(LogLevel.Information, "A transaction runs again after attempt {Attempt}: {Error}")]
    private partial void LogRunsAgain(int attempt, string error);
}
