using System.Data;
using Microsoft.Extensions.Logging;

namespace ClerkSync.Core.Database;

/// <summary>Runs every transaction that writes, and runs it again when Postgres asks for that.</summary>
internal sealed partial class DatabaseWriter(DatabasePool pool, TimeProvider time, ILogger<DatabaseWriter> logger)
{
    /// <summary>How long a statement waits for a lock, unless other deliveries would have to wait too.</summary>
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
                return await pool.UseAsync(
                    async (connection, token) =>
                    {
                        await using var transaction = await connection.BeginTransactionAsync(
                            IsolationLevel.ReadCommitted,
                            token
                        );
                        var preamble = WriteTransaction.Preamble(pool.KeepsSessions, lockTimeout);
                        var result = await write(new WriteTransaction(connection, preamble, token));
                        await transaction.CommitAsync(token);
                        return result;
                    },
                    cancellationToken
                );
            }
            catch (Exception exception)
                when (attempt < MostAttempts && !cancellationToken.IsCancellationRequested && IsRetried(exception))
            {
                LogRetried(attempt, DatabaseErrors.Describe(exception));
                // Different for each caller, or two that clash would clash again.
                var pause = TimeSpan.FromMilliseconds(Random.Shared.Next(5, 20) << (attempt - 1));
                await Task.Delay(pause, time, cancellationToken);
            }
        }
    }

    private static bool IsRetried(Exception exception) =>
        DatabaseErrors.Classify(exception)
            is DatabaseError.Transient
                or DatabaseError.Statement
                or DatabaseError.Unexpected;

    /// <summary>
    /// Writes rows in one transaction. If one of them cannot be written, or another session holds it, they are written in halves, so
    /// that it does not stop the others.
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

    [LoggerMessage(LogLevel.Information, "A transaction is retried after attempt {Attempt}: {Error}")]
    private partial void LogRetried(int attempt, string error);
}
