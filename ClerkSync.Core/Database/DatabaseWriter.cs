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
    private const int MostAttempts = 5;

    /// <summary>Commits what <paramref name="write"/> does, or nothing of it.</summary>
    /// <param name="write">May run several times; it must have no effect but on the transaction.</param>
    /// <param name="cancellationToken">Ends the attempts too.</param>
    /// <remarks>READ COMMITTED is stated because each statement has to see what was committed before it.</remarks>
    public async Task<T> WriteAsync<T>(Func<WriteTransaction, Task<T>> write, CancellationToken cancellationToken)
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
                var result = await write(new WriteTransaction(connection, cancellationToken));
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

    [LoggerMessage(LogLevel.Information, "A transaction runs again after attempt {Attempt}: {Error}")]
    private partial void LogRunsAgain(int attempt, string error);
}
