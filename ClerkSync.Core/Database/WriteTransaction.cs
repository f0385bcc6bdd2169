using System.Globalization;
using Dapper;
using Npgsql;

namespace ClerkSync.Core.Database;

/// <summary>An open transaction of <see cref="DatabaseWriter"/>.</summary>
internal sealed class WriteTransaction(
    NpgsqlConnection connection,
    TimeSpan lockTimeout,
    CancellationToken cancellationToken
)
{
    // A plan that was made while a table was empty, or without statistics, would read it whole for ever after: whatever does
    // so is priced out. Where a scan is needed all the same, in an application's own trigger, that price would have Postgres
    // compile it each time: no jit.
    // Sent with the first statement, which saves a round trip; "set local" is what PgBouncer allows.
    private string _preamble = string.Create(
        CultureInfo.InvariantCulture,
        $"""
        set local statement_timeout = '5s';
        set local lock_timeout = {(int)lockTimeout.TotalMilliseconds};
        set local enable_seqscan = off;
        set local enable_hashjoin = off;
        set local enable_mergejoin = off;
        set local jit = off;

        """
    );

    public async Task<IReadOnlyList<T>> QueryAsync<T>(string sql, object parameters) =>
        (await connection.QueryAsync<T>(Command(sql, parameters))).AsList();

    public Task<SqlMapper.GridReader> QueryMultipleAsync(string sql, object parameters) =>
        connection.QueryMultipleAsync(Command(sql, parameters));

    public Task<int> ExecuteAsync(string sql, object parameters) => connection.ExecuteAsync(Command(sql, parameters));

    private CommandDefinition Command(string sql, object parameters)
    {
        var command = new CommandDefinition(_preamble + sql, parameters, cancellationToken: cancellationToken);
        _preamble = "";
        return command;
    }
}
