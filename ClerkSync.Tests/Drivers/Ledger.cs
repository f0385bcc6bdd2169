using Dapper;
using Npgsql;

namespace ClerkSync.Tests.Drivers;

/// <summary>Checks the invariant of credits across the whole database.</summary>
internal static class Ledger
{
    /// <summary>
    /// Returns the users whose ledger violates the invariant: the first row is the only opening, the balance of each row is the sum
    /// up to it, and the current balance is the sum of all rows.
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
