using ClerkSync.Core.Database;
using Dapper;

namespace ClerkSync.AspNetCore.Functions;

/// <summary>Has one of several instances run a timer: the one that gets the timer's advisory lock.</summary>
internal sealed class TimerLock(DatabasePool pool, TimeProvider time)
{
    /// <summary>
    /// The lock is held at least this long. An instance whose clock is behind by less still finds it taken, even after a short run.
    /// </summary>
    public static readonly TimeSpan ClockSkew = TimeSpan.FromSeconds(30);

    /// <summary>Runs a timer, unless another instance has its lock.</summary>
    /// <exception cref="Npgsql.NpgsqlException">Postgres cannot be asked for the lock. The timer did not run.</exception>
    public async Task RunAsync(string timer, Func<Task> run, CancellationToken cancellationToken)
    {
        await using var connection = await pool.OpenForRunAsync(cancellationToken);
        // A transaction's lock, not a session's: PgBouncer in transaction mode would not hold that. An idle transaction that has only
        // taken a lock has no snapshot, so vacuum does not wait for it.
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await connection.ExecuteAsync(
            new CommandDefinition(
                "set local idle_in_transaction_session_timeout = 0",
                cancellationToken: cancellationToken
            )
        );
        // Below -1, which is the migrations'; the writes' keys are not negative. Each schema is a ClerkSync of its own.
        var isOurs = await connection.ExecuteScalarAsync<bool>(
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
        if (isOurs)
        {
            var end = Task.Delay(ClockSkew, time, cancellationToken);
            await run();
            await end;
        }
    }
}
