using Dapper;
using Npgsql;

namespace ClerkSync.Core.Database;

/// <summary>An open transaction of <see cref="DatabaseWriter"/>.</summary>
/// <param name="preamble">Settings of the transaction. They are sent with its first statement, which saves a round trip.</param>
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

    private CommandDefinition Command(string sql, object parameters)
    {
        var command = new CommandDefinition(_preamble + sql, parameters, cancellationToken: cancellationToken);
        _preamble = "";
        return command;
    }
}
