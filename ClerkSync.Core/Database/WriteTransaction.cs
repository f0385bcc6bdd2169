using System.Globalization;
using Dapper;
using Npgsql;

namespace ClerkSync.Core.Database;

/// <summary>An open transaction of <see cref="DatabaseWriter"/>.</summary>
/// <param name="connection">The connection that it runs on.</param>
/// <param name="preamble">Settings that hold until it ends. They are sent with the first statement, which saves a round trip.</param>
/// <param name="cancellationToken">Ends its statements.</param>
internal sealed class WriteTransaction(
    NpgsqlConnection connection,
    string preamble,
    CancellationToken cancellationToken
)
{
    private string _preamble = preamble;

    public async Task<IReadOnlyList<T>> QueryAsync<T>(string sql, object parameters) =>
        (await connection.QueryAsync<T>(Command(sql, parameters))).AsList();

    public Task<SqlMapper.GridReader> QueryMultipleAsync(string sql, object parameters) =>
        connection.QueryMultipleAsync(Command(sql, parameters));

    public Task<int> ExecuteAsync(string sql, object parameters) => connection.ExecuteAsync(Command(sql, parameters));

    /// <summary>The settings of a transaction.</summary>
    /// <param name="keepsSessions">False behind a pooler in transaction mode, where the session has none of them.</param>
    /// <param name="lockTimeout">How long a statement waits for a lock.</param>
    public static string Preamble(bool keepsSessions, TimeSpan lockTimeout) =>
        (keepsSessions, lockTimeout == DatabaseWriter.LockTimeout) switch
        {
            (true, true) => "",
            (true, false) => $"set local lock_timeout = {Milliseconds(lockTimeout)};",
            _ => $"""
                set local statement_timeout = '5s';
                set local lock_timeout = {Milliseconds(lockTimeout)};
                set local row_security = off;
                set local enable_seqscan = off;
                set local enable_hashjoin = off;
                set local enable_mergejoin = off;
                set local jit = off;

                """,
        };

    private static string Milliseconds(TimeSpan time) =>
        ((int)time.TotalMilliseconds).ToString(CultureInfo.InvariantCulture);

    private CommandDefinition Command(string sql, object parameters)
    {
        var command = new CommandDefinition(_preamble + sql, parameters, cancellationToken: cancellationToken);
        _preamble = "";
        return command;
    }
}
