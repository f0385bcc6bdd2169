namespace ClerkSync.Core.Credits;

/// <summary>The only SQL that writes <c>credit_transactions</c> and the balance.</summary>
internal static class CreditSql
{
    /// <summary>Writes opening rows; append the relation of the users, and a condition.</summary>
    public const string Open = """
        insert into credit_transactions (user_id, delta, reason, actor, balance_after)
        select id, credits, 'opening', 'clerksync', credits from
        """;

    /// <summary>Locks the user <c>@ClerkId</c>, and adds a missing opening row.</summary>
    /// <remarks>
    /// Separate statements, so the next one sees what the lock's previous holder committed: the balance and the used keys. An
    /// application's own insert, and an older build during a deployment, write no opening row.
    /// </remarks>
    public const string Lock = $"""
        select id from users where clerk_id = @ClerkId and deleted_at is null for no key update;

        {Open} users u
        where clerk_id = @ClerkId
            and deleted_at is null
            and not exists (select from credit_transactions t where t.user_id = u.id)
        """;

    /// <summary>The locked user.</summary>
    public const string Target = """
        target as (
            select id, plan, credits from users where clerk_id = @ClerkId and deleted_at is null
        )
        """;

    /// <summary>
    /// Makes the change in the query <c>wanted (user_id, credits, delta, reason, actor, idempotency_key)</c> if the balance suffices.
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
