namespace ClerkSync.Core.Credits;

/// <summary>The parts of statements that write <c>credit_transactions</c> and the balance; no other statement does.</summary>
internal static class CreditSql
{
    /// <summary>Writes the opening row of users; the name of their rows, and a condition, follow.</summary>
    public const string Open = """
        insert into credit_transactions (user_id, delta, reason, actor, balance_after)
        select id, credits, 'opening', 'clerksync', credits from
        """;

    /// <summary>Locks the user <c>@ClerkId</c>, if there is one, and opens the ledger if nobody has.</summary>
    /// <remarks>
    /// Statements of their own, so that the next one sees what the lock's last holder committed: the balance, and the keys that
    /// were used. An older build, which runs until the new one is deployed, and an application's own insert write no opening row.
    /// </remarks>
    public const string Lock = $"""
        select id from users where clerk_id = @ClerkId and deleted_at is null for no key update;

        {Open} users u
        where clerk_id = @ClerkId
            and deleted_at is null
            and not exists (select from credit_transactions t where t.user_id = u.id)
        """;

    /// <summary>The user whose row is locked.</summary>
    public const string Target = """
        target as (
            select id, plan, credits from users where clerk_id = @ClerkId and deleted_at is null
        )
        """;

    /// <summary>
    /// Makes the change that the expression <c>wanted (user_id, credits, delta, reason, actor, idempotency_key)</c> asks for,
    /// unless the balance does not suffice.
    /// </summary>
    public const string Change = """
        change as (
            insert into credit_transactions (user_id, delta, reason, actor, idempotency_key, balance_after)
            select user_id, delta, reason, actor, idempotency_key, credits + delta
            from wanted
            where credits + delta >= 0
            returning user_id, balance_after
        ),
        balance as (
            update users u
            set credits = change.balance_after, updated_at = now()
            from change
            where u.id = change.user_id
        )
        """;
}
