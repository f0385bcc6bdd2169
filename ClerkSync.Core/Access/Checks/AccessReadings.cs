using System.Text.Json;
using ClerkSync.Core.Database;
using ClerkSync.Core.StripeApi;

namespace ClerkSync.Core.Access.Checks;

/// <summary>Stores what a run reads in the database, so that memory does not grow with the number of accounts.</summary>
internal sealed class AccessReadings(DatabaseReader reader, DatabaseWriter writer)
{
    private const int PageSize = 500;

    public Task AddAccountsAsync(
        long runId,
        IReadOnlyList<MappedAccount> accounts,
        AccessSettings settings,
        CancellationToken cancellationToken
    ) =>
        writer.WriteAsync(
            transaction =>
                transaction.ExecuteAsync(
                    """
                    insert into access_read_accounts (run_id, clerk_id, is_organization, is_deleted, customer_id, mapped)
                    select @runId, read.clerk_id, read.is_organization, false, read.customer_id, read.mapped::jsonb
                    from unnest(@ids, @organizations, @customers, @mapped) as read (clerk_id, is_organization, customer_id, mapped)
                    on conflict do nothing
                    """,
                    ToParameters(runId, accounts, settings)
                ),
            cancellationToken
        );

    /// <summary>
    /// Adds the values of the application's rows to accounts that were read before. Rows without such an account are ignored.
    /// </summary>
    /// <returns>The number of accounts that have a row.</returns>
    public Task<int> AddRowsAsync(
        long runId,
        IReadOnlyList<MappedAccount> rows,
        AccessSettings settings,
        CancellationToken cancellationToken
    ) =>
        writer.WriteAsync(
            transaction =>
                transaction.ExecuteAsync(
                    """
                    update access_read_accounts account
                    set mapped = account.mapped || read.mapped::jsonb, customer_id = coalesce(read.customer_id, account.customer_id)
                    from unnest(@ids, @organizations, @customers, @mapped) as read (clerk_id, is_organization, customer_id, mapped)
                    where account.run_id = @runId and account.clerk_id = read.clerk_id
                        and account.is_organization = read.is_organization
                    """,
                    ToParameters(runId, rows, settings)
                ),
            cancellationToken
        );

    public Task AddSubscriptionsAsync(
        long runId,
        IReadOnlyList<ListedSubscription> page,
        CancellationToken cancellationToken
    ) =>
        writer.WriteAsync(
            transaction =>
                transaction.ExecuteAsync(
                    """
                    insert into access_read_subscriptions
                        (run_id, id, customer_id, clerk_id, is_live, payment_intent, amount_paid, facts)
                    select @runId, read.id, read.customer_id, read.clerk_id, read.is_live, read.payment_intent, read.amount_paid,
                        read.facts::jsonb
                    from unnest(@ids, @customers, @clerkIds, @live, @intents, @paid, @facts)
                        as read (id, customer_id, clerk_id, is_live, payment_intent, amount_paid, facts)
                    on conflict do nothing
                    """,
                    new
                    {
                        runId,
                        ids = page.Select(listed => listed.Subscription.Id).ToArray(),
                        customers = page.Select(listed => listed.Subscription.CustomerId).ToArray(),
                        clerkIds = page.Select(listed => listed.ClerkId).ToArray(),
                        live = page.Select(listed => listed.Subscription.IsLive).ToArray(),
                        intents = page.Select(listed => listed.PaymentIntent).ToArray(),
                        paid = page.Select(listed => listed.AmountPaid).ToArray(),
                        facts = page.Select(listed =>
                                JsonSerializer.Serialize(listed.Subscription, AccessJson.Default.PaidSubscription)
                            )
                            .ToArray(),
                    }
                ),
            cancellationToken
        );

    public Task AddReversalsAsync(long runId, IReadOnlyList<Reversal> page, CancellationToken cancellationToken) =>
        writer.WriteAsync(
            transaction =>
                transaction.ExecuteAsync(
                    """
                    insert into access_read_reversals (run_id, payment_intent, refunded, is_disputed, is_lost)
                    select @runId, * from unnest(@intents, @refunded, @disputed, @lost)
                    """,
                    new
                    {
                        runId,
                        intents = page.Select(reversal => reversal.PaymentIntent).ToArray(),
                        refunded = page.Select(reversal => reversal.Refunded).ToArray(),
                        disputed = page.Select(reversal => reversal.IsDisputed).ToArray(),
                        lost = page.Select(reversal => reversal.IsLost).ToArray(),
                    }
                ),
            cancellationToken
        );

    /// <summary>Adds deleted accounts that are still billed or have an open incident.</summary>
    public Task AddDeletedAsync(long runId, CancellationToken cancellationToken) =>
        writer.WriteAsync(
            transaction =>
                transaction.ExecuteAsync(
                    """
                    insert into access_read_accounts (run_id, clerk_id, is_organization, is_deleted, customer_id, mapped)
                    select @runId, gone.clerk_id, gone.clerk_id like 'org\_%', true, last.customer_id, '{}'
                    from tombstones gone
                    left join access_customers last on last.clerk_id = gone.clerk_id
                    where exists (
                            select from access_read_subscriptions read
                            where read.run_id = @runId and read.is_live
                                and (read.customer_id = last.customer_id or read.clerk_id = gone.clerk_id)
                        )
                        or exists (select from access_incidents open where open.clerk_id = gone.clerk_id and open.is_open)
                    on conflict do nothing
                    """,
                    new { runId }
                ),
            cancellationToken
        );

    /// <summary>Reads a page of accounts in the order of their ids, with everything stored about them.</summary>
    /// <param name="after">The last id of the previous page; empty for the first page.</param>
    public Task<IReadOnlyList<ReadAccount>> ReadAsync(
        long runId,
        string after,
        string? onlyClerkId,
        CancellationToken cancellationToken
    ) =>
        reader.QueryAsync<ReadAccount>(
            """
            select account.clerk_id, account.is_organization, account.is_deleted, account.customer_id, account.mapped::text,
                (
                    select coalesce(jsonb_agg(paid.facts || back.facts), '[]')
                    from access_read_subscriptions paid
                    cross join lateral (
                        select jsonb_build_object(
                            'isRefunded', paid.amount_paid > 0 and coalesce(sum(refunded), 0) >= paid.amount_paid,
                            'isDisputed', coalesce(bool_or(is_disputed), false),
                            'isDisputeLost', coalesce(bool_or(is_lost), false)
                        ) as facts
                        from access_read_reversals back
                        where back.run_id = @runId and back.payment_intent = paid.payment_intent
                    ) back
                    where paid.run_id = @runId and paid.customer_id = account.customer_id
                )::text as subscriptions,
                (
                    select coalesce(jsonb_agg(paid.facts), '[]')
                    from access_read_subscriptions paid
                    where paid.run_id = @runId and paid.clerk_id = account.clerk_id and paid.is_live
                        and paid.customer_id is distinct from account.customer_id
                        and not (
                            account.is_deleted
                            and exists (
                                select from access_read_accounts living
                                where living.run_id = @runId and living.customer_id = paid.customer_id and not living.is_deleted
                            )
                        )
                )::text as of_other_customers,
                array(
                    select other.clerk_id
                    from access_read_accounts other
                    where other.run_id = @runId and other.customer_id = account.customer_id and not other.is_deleted
                        and (other.is_organization = account.is_organization or account.is_deleted)
                        and other.clerk_id <> account.clerk_id
                    order by other.clerk_id
                    limit 5
                ) as shared_with,
                (
                    select coalesce(
                        jsonb_agg(jsonb_build_object('kind', initcap(kind), 'name', name, 'until', until)), '[]'
                    )
                    from access_overrides given
                    where given.clerk_id = account.clerk_id and given.revoked_at is null
                )::text as overrides
            from access_read_accounts account
            where account.run_id = @runId and account.clerk_id > @after and (@onlyClerkId::text is null or account.clerk_id = @onlyClerkId)
            order by account.clerk_id
            limit @pageSize
            """,
            new
            {
                runId,
                after,
                onlyClerkId,
                pageSize = PageSize,
            },
            cancellationToken
        );

    private static object ToParameters(long runId, IReadOnlyList<MappedAccount> accounts, AccessSettings settings) =>
        new
        {
            runId,
            ids = accounts.Select(account => account.ClerkId).ToArray(),
            organizations = accounts.Select(account => account.IsOrganization).ToArray(),
            customers = accounts.Select(account => FindCustomer(account, settings)).ToArray(),
            mapped = accounts
                .Select(account =>
                    JsonSerializer.Serialize(
                        account.Values.ToDictionary(),
                        AccessJson.Default.DictionaryStringJsonElement
                    )
                )
                .ToArray(),
        };

    private static string? FindCustomer(MappedAccount account, AccessSettings settings)
    {
        var mapping = account.IsOrganization ? settings.Organizations! : settings.Users;
        var slot = new AccessSlot(mapping.CustomerId, account.Values);
        return AccessValue.TryReadCustomer(slot.Value, out var customer) ? customer : null;
    }
}

/// <summary>An account with everything that a run has read about it.</summary>
internal sealed record ReadAccount
{
    public required string ClerkId { get; init; }

    public bool IsOrganization { get; init; }

    public bool IsDeleted { get; init; }

    public string? CustomerId { get; init; }

    public required string Mapped { get; init; }

    public required string Subscriptions { get; init; }

    public required string OfOtherCustomers { get; init; }

    public required string[] SharedWith { get; init; }

    public required string Overrides { get; init; }

    public AccessEvidence ToEvidence() =>
        new()
        {
            ClerkId = ClerkId,
            IsDeleted = IsDeleted,
            Values = JsonSerializer.Deserialize(Mapped, AccessJson.Default.DictionaryStringJsonElement)!,
            Subscriptions = JsonSerializer.Deserialize(
                Subscriptions,
                AccessJson.Default.IReadOnlyListPaidSubscription
            )!,
            OfOtherCustomers = JsonSerializer.Deserialize(
                OfOtherCustomers,
                AccessJson.Default.IReadOnlyListPaidSubscription
            )!,
            SharedWith = SharedWith,
            Overrides = JsonSerializer.Deserialize(Overrides, AccessJson.Default.IReadOnlyListAccessOverride)!,
        };
}
