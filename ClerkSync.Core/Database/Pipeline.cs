using Npgsql;

namespace ClerkSync.Core.Database;

/// <summary>Statements that are sent together: one round trip.</summary>
/// <remarks>
/// If sessions are kept, the statements are prepared. Alone, they are one implicit transaction, which is READ COMMITTED
/// by the session's settings. Behind a pooler in transaction mode, nothing is prepared, and begin, settings and commit
/// are sent as statements too.
/// </remarks>
internal sealed class Pipeline
{
    private const string Begin = "begin isolation level read committed";
    private const string Commit = "commit";
    private const string Rollback = "rollback";

    private readonly List<Statement> _statements = [];

    /// <summary>Adds a statement. It returns rows if <paramref name="read"/> is given, and none otherwise.</summary>
    /// <param name="sql">The text, with positional parameters.</param>
    public void Add(string sql, Action<NpgsqlDataReader>? read, params IEnumerable<NpgsqlParameter> parameters) =>
        _statements.Add(new Statement(sql, read, parameters));

    /// <summary>Sets how long a statement of this transaction waits for a lock.</summary>
    public void SetLockTimeout(TimeSpan timeout) => Add(TransactionSettings.SelectLockTimeout(timeout), Ignore);

    /// <summary>Runs the statements as a whole transaction, which is committed when this returns.</summary>
    public Task CommitAsync(NpgsqlConnection connection, bool keepsSession, CancellationToken cancellationToken) =>
        keepsSession
            ? RunAsync(connection, _statements, isPrepared: true, cancellationToken)
            : RunAsync(connection, [.. Opening(keepsSession), .. _statements, new(Commit)], false, cancellationToken);

    /// <summary>Runs the statements at the start of a transaction that stays open.</summary>
    public Task BeginAsync(NpgsqlConnection connection, bool keepsSession, CancellationToken cancellationToken) =>
        RunAsync(connection, [.. Opening(keepsSession), .. _statements], keepsSession, cancellationToken);

    /// <summary>Runs the statements at the end of an open transaction, which is committed or rolled back when this returns.</summary>
    public Task EndAsync(
        NpgsqlConnection connection,
        bool keepsSession,
        bool isDryRun,
        CancellationToken cancellationToken
    ) => RunAsync(connection, [.. _statements, new(isDryRun ? Rollback : Commit)], keepsSession, cancellationToken);

    private static IEnumerable<Statement> Opening(bool keepsSession) =>
        keepsSession ? [new(Begin)] : [new(Begin), new(TransactionSettings.SelectLocal, Ignore)];

    private static async Task RunAsync(
        NpgsqlConnection connection,
        IReadOnlyList<Statement> statements,
        bool isPrepared,
        CancellationToken cancellationToken
    )
    {
        await using var batch = connection.CreateBatch();
        foreach (var (sql, _, parameters) in statements)
        {
            var command = batch.CreateBatchCommand();
            command.CommandText = sql;
            foreach (var parameter in parameters ?? [])
            {
                command.Parameters.Add(parameter);
            }

            batch.BatchCommands.Add(command);
        }

        if (isPrepared)
        {
            // Sends nothing if this connection has prepared them before.
            await batch.PrepareAsync(cancellationToken);
        }

        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        foreach (var read in statements.Select(statement => statement.Read).OfType<Action<NpgsqlDataReader>>())
        {
            while (await reader.ReadAsync(cancellationToken))
            {
                read(reader);
            }

            // After the last result this reads the end of the transaction.
            await reader.NextResultAsync(cancellationToken);
        }
    }

    /// <summary>Skips a row whose content does not matter.</summary>
    public static void Ignore(NpgsqlDataReader row) { }

    private sealed record Statement(
        string Sql,
        Action<NpgsqlDataReader>? Read = null,
        IEnumerable<NpgsqlParameter>? Parameters = null
    );
}
