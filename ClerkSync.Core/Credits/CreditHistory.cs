using ClerkSync.Core.Database;

namespace ClerkSync.Core.Credits;

/// <summary>Reads users' ledgers.</summary>
public sealed class CreditHistory
{
    public const int MaxLimit = 500;

    private readonly DatabaseReader _database;

    internal CreditHistory(DatabaseReader database) => _database = database;

    /// <summary>Returns a user's transactions, newest first; none when there is no such user.</summary>
    /// <param name="limit">From 1 to <see cref="MaxLimit"/>.</param>
    /// <param name="after">The end of the previous page; null starts with the newest transaction.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="limit"/> is out of range.</exception>
    // With a join, Postgres would sort all of the user's transactions, because it does not know that the join finds one user.
    public async Task<CreditPage> ListAsync(
        ClerkId user,
        int limit,
        CreditCursor? after,
        CancellationToken cancellationToken
    )
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, MaxLimit);
        var rows = await _database.QueryAsync<CreditTransaction>(
            """
            select id, delta, reason, actor, idempotency_key, balance_after, created_at
            from credit_transactions
            where user_id = (select id from users where clerk_id = @ClerkId and deleted_at is null)
                and id < @Before
            order by id desc
            limit @Limit
            """,
            new
            {
                ClerkId = user.Value,
                Before = after?.Id ?? long.MaxValue,
                // One extra row shows that there is another page.
                Limit = limit + 1,
            },
            cancellationToken
        );
        return rows.Count <= limit
            ? new CreditPage(rows, null)
            : new CreditPage([.. rows.Take(limit)], new CreditCursor(rows[limit - 1].Id));
    }
}
