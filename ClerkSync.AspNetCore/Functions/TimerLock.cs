using ClerkSync.Core.Database;
using Dapper;
using Npgsql;

namespace ClerkSync.AspNetCore.Functions;

/// <summary>Ensures that only one of several instances runs a timer: the one that gets the timer's advisory lock.</summary>
internal sealed class TimerLock(DatabasePool pool, DatabaseReader reader, TimeProvider time)
{
    /// <summary>
    /// The lock is held at least this long. An instance whose clock is behind by less still finds it taken, even after a short run.
    /// </summary>
    public static readonly TimeSpan ClockSkew = TimeSpan.FromSeconds(30);

    /// <summary>Runs a timer, unless another instance has its lock.</summary>
    /// <exception cref="TimerLockException">Postgres cannot be asked for the lock. The timer did not run.</exception>
    public async Task RunAsync(string timer, Func<Task> run, CancellationToken cancellationToken)
    {
        NpgsqlConnection? connection = null;
        try
        {
            bool isOurs;
            try
            {
                // A read is repeated if the server has closed the pool's idle connections, and it recognizes a pooler. A lock does neither.
                await reader.QueryAsync<int>("select 1", null, cancellationToken);
                connection = await pool.OpenForRunAsync(cancellationToken);
                isOurs = await TryTakeAsync(connection, timer, cancellationToken);
            }
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
            {
                throw new TimerLockException(exception);
            }

            if (isOurs)
            {
                var end = Task.Delay(ClockSkew, time, cancellationToken);
                try
                {
                    await run();
                }
                finally
                {
                    await end;
                }
            }
        }
        finally
        {
            // It ends the transaction, and the lock with it.
            await (connection?.DisposeAsync() ?? ValueTask.CompletedTask);
        }
    }

    /// <remarks>
    /// A transaction's lock, not a session's, which PgBouncer in transaction mode would not keep. An idle transaction that has only taken
    /// a lock has no snapshot, so vacuum does not wait for it.
    /// </remarks>
    private static async Task<bool> TryTakeAsync(
        NpgsqlConnection connection,
        string timer,
        CancellationToken cancellationToken
    )
    {
        await connection.BeginTransactionAsync(cancellationToken);
        await connection.ExecuteAsync(
            new CommandDefinition(
                "set local idle_in_transaction_session_timeout = 0",
                cancellationToken: cancellationToken
            )
        );
        // Below -1, which is the migrations'; the writes' keys are not negative. Each schema is a ClerkSync of its own.
        return await connection.ExecuteScalarAsync<bool>(
            new CommandDefinition(
                """
                select pg_try_advisory_xact_lock(
                    1129665903,
                    -2 - (hashtext(concat(current_schema(), '.', @timer)) & 1048575)
                )
                """,
                new { timer },
                cancellationToken: cancellationToken
            )
        );
    }
}
