using System.Runtime.CompilerServices;
using Dapper;
using Npgsql;

namespace ClerkSync.Core.Database;

/// <summary>Runs every statement that only reads, and repeats it once if the server closed its connection.</summary>
/// <remarks>After an idle pause, or a restart of Postgres, the first use of a pooled connection fails.</remarks>
internal sealed class DatabaseReader(DatabasePool pool)
{
    public Task<IReadOnlyList<T>> QueryAsync<T>(string sql, object? parameters, CancellationToken cancellationToken) =>
        ReadAsync<IReadOnlyList<T>>(
            async (connection, token) => (await connection.QueryAsync<T>(Command(sql, parameters, token))).AsList(),
            cancellationToken
        );

    /// <summary>Reads the rows of two statements in one round trip.</summary>
    public Task<(IReadOnlyList<TFirst> First, IReadOnlyList<TSecond> Second)> QueryAsync<TFirst, TSecond>(
        string sql,
        object? parameters,
        CancellationToken cancellationToken
    ) =>
        ReadAsync<(IReadOnlyList<TFirst>, IReadOnlyList<TSecond>)>(
            async (connection, token) =>
            {
                using var results = await connection.QueryMultipleAsync(Command(sql, parameters, token));
                var first = (await results.ReadAsync<TFirst>()).AsList();
                return (first, (await results.ReadAsync<TSecond>()).AsList());
            },
            cancellationToken
        );

    public async Task<T?> FindAsync<T>(string sql, object? parameters, CancellationToken cancellationToken) =>
        (await QueryAsync<T>(sql, parameters, cancellationToken)).SingleOrDefault();

    /// <summary>Reads rows one by one in one transaction, without a time limit.</summary>
    /// <remarks>
    /// The pool's settings are only for short statements that use an index. In UTC, a time always has the same text.
    /// </remarks>
    public IAsyncEnumerable<T> StreamAsync<T>(string sql, CancellationToken cancellationToken) =>
        StreamAsync<T>(null, sql, cancellationToken);

    /// <summary>Reads rows under another role.</summary>
    /// <param name="role">Null means the role of <c>DATABASE_URL</c>.</param>
    public async IAsyncEnumerable<T> StreamAsync<T>(
        string? role,
        string sql,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        await using var connection = await pool.OpenForRunAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await connection.ExecuteAsync(
            $"""
            set local statement_timeout = 0;
            set local row_security = off;
            set local timezone = 'UTC';
            set local enable_seqscan = on;
            set local enable_hashjoin = on;
            set local enable_mergejoin = on;
            {TransactionSettings.SetRole(role)}
            """
        );
        var rows = connection.QueryUnbufferedAsync<T>(sql, commandTimeout: 0);
        await foreach (var row in rows.WithCancellation(cancellationToken))
        {
            yield return row;
        }
    }

    public async Task<T> ReadAsync<T>(
        Func<NpgsqlConnection, CancellationToken, Task<T>> read,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return await pool.UseAsync(read, cancellationToken);
        }
        catch (Exception exception)
            when (!cancellationToken.IsCancellationRequested
                && (DatabaseErrors.IsClosedConnection(exception) || DatabaseErrors.ComesFromPooler(exception))
            )
        {
            return await pool.UseAsync(read, cancellationToken);
        }
    }

    private static CommandDefinition Command(string sql, object? parameters, CancellationToken cancellationToken) =>
        new(sql, parameters, cancellationToken: cancellationToken);
}
