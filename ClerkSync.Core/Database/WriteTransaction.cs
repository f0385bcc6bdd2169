using Dapper;
using Npgsql;

namespace ClerkSync.Core.Database;

/// <summary>An open transaction of <see cref="DatabaseWriter"/>.</summary>
internal sealed class WriteTransaction(NpgsqlConnection connection, CancellationToken cancellationToken)
{
    // A plan that was cached while a table was empty would scan it for ever after: scans are priced out. Where one is
    // needed all the same, in an application's own trigger, that price would have Postgres compile it each time: no jit.
    // Sent with the first statement, which saves a round trip; "set local" is what PgBouncer allows.
    private string _preamble = """
        set local statement_timeout = '5s';
        set local lock_timeout = '2s';
        set local enable_seqscan = off;
        set local jit = off;

        """;

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
