using Dapper;
using Npgsql;

namespace ClerkSync.Tests.Drivers;

/// <summary>The invariant of credits, asked of the whole database.</summary>
internal static class Ledger
{
    /// <summary>
    /// The users whose ledger does not open once, with their first row; who had at any row another balance than the sum up to it; or
    /// have another one now than the sum.
    /// </summary>
    public static async Task<IReadOnlyList<string>> FindFaultsAsync(NpgsqlDataSource dataSource)
    {
        await using var connection = await dataSource.OpenConnectionAsync();
        var faults = await connection.QueryAsync<string>(
            """
            select format('%s has %s, ledger %s', clerk_id, credits, array_agg((reason, delta, balance_after) order by t.id))
            from users u
            left join (
                select *, sum(delta) over ledger as sum, row_number() over ledger as position
                from credit_transactions
                window ledger as (partition by user_id order by id)
            ) as t on t.user_id = u.id
            group by u.id
            having u.credits is distinct from sum(t.delta)
                or bool_or((t.reason = 'opening') <> (t.position = 1))
                or bool_or(t.balance_after <> t.sum)
            """
        );
        return faults.AsList();
    }
}
