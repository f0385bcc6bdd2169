using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Serialization;
using ClerkSync.Core.Database;
using ClerkSync.Core.Json;

namespace ClerkSync.Core.Access.Checks;

/// <summary>The incidents, and the ledger that records their steps.</summary>
internal sealed class AccessIncidents(DatabaseReader reader, DatabaseWriter writer)
{
    /// <summary>A hash of the proposed changes.</summary>
    public const string Version = "left(encode(sha256(convert_to(changes::text, 'UTF8')), 'hex'), 16)";

    private const string Columns = $"""
        id, clerk_id, code, codes, reason, changes::text, is_open, opened_at, last_seen_at, times_opened, {Version} as version
        """;

    /// <summary>Stores findings of a run that has not finished.</summary>
    public Task AddFindingsAsync(
        long runId,
        IReadOnlyList<(string ClerkId, AccessFinding Finding)> found,
        CancellationToken cancellationToken
    ) =>
        writer.WriteAsync(
            transaction =>
                transaction.ExecuteAsync(
                    """
                    insert into access_read_findings (run_id, clerk_id, code, codes, reason, changes)
                    select @runId, found.clerk_id, found.code, string_to_array(found.codes, ','), found.reason, found.changes::jsonb
                    from unnest(@ids, @primary, @codes, @reasons, @changes) as found (clerk_id, code, codes, reason, changes)
                    on conflict do nothing
                    """,
                    new
                    {
                        runId,
                        ids = found.Select(one => one.ClerkId).ToArray(),
                        primary = found.Select(one => one.Finding.Code.ToText()).ToArray(),
                        codes = found
                            .Select(one => string.Join(',', one.Finding.Codes.Select(code => code.ToText())))
                            .ToArray(),
                        reasons = found.Select(one => one.Finding.Reason).ToArray(),
                        changes = found
                            .Select(one =>
                                JsonSerializer.Serialize(
                                    one.Finding.Changes,
                                    AccessJson.Default.IReadOnlyListAccessChange
                                )
                            )
                            .ToArray(),
                    }
                ),
            cancellationToken
        );

    /// <summary>
    /// Opens, reopens and closes incidents according to a run's findings, and writes each step to the ledger, all in
    /// one transaction. If the process is killed before the commit, nothing has changed. Concurrent runs open each
    /// incident once.
    /// </summary>
    /// <param name="undecided">Accounts without enough evidence: none of their incidents is opened or closed.</param>
    /// <param name="onlyClerkId">Null means all accounts.</param>
    public async Task<AccessSteps> ApplyAsync(
        long runId,
        IReadOnlyCollection<string> undecided,
        string? onlyClerkId,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        var steps = await writer.WriteAsync(
            async transaction =>
            {
                // The lock is a separate, earlier statement, so that the next one sees what another check has committed.
                await transaction.ExecuteAsync(
                    "select pg_advisory_xact_lock(hashtextextended('clerksync.access_incidents', 0))",
                    new { }
                );
                return await transaction.QueryAsync<AccessSteps>(
                    """
                    with found as (
                        select * from access_read_findings where run_id = @runId
                    ),
                    before as (
                        select incident.* from access_incidents incident join found using (clerk_id, code)
                    ),
                    kept as (
                        insert into access_incidents (clerk_id, code, codes, reason, changes, opened_at, last_seen_at)
                        select clerk_id, code, codes, reason, changes, @now, @now from found
                        on conflict (clerk_id, code) do update set
                            codes = excluded.codes,
                            reason = excluded.reason,
                            changes = excluded.changes,
                            last_seen_at = excluded.last_seen_at,
                            is_open = true,
                            closed_at = null,
                            opened_at = case when access_incidents.is_open then access_incidents.opened_at else excluded.opened_at end,
                            times_opened = access_incidents.times_opened + (not access_incidents.is_open)::int
                        returning *
                    ),
                    closed as (
                        update access_incidents incident set is_open = false, closed_at = @now
                        from access_read_accounts seen
                        where incident.is_open and seen.run_id = @runId and seen.clerk_id = incident.clerk_id
                            and (@onlyClerkId::text is null or seen.clerk_id = @onlyClerkId)
                            and seen.clerk_id <> all (@undecided)
                            and not exists (
                                select from found where found.clerk_id = incident.clerk_id and found.code = incident.code
                            )
                        returning incident.*
                    ),
                    steps as (
                        select kept.id, kept.clerk_id, kept.code, kept.reason, kept.changes,
                            case
                                when before.id is null then 'opened'
                                when not before.is_open then 'reopened'
                                when before.changes <> kept.changes or before.codes <> kept.codes then 'changed'
                            end as step
                        from kept left join before using (id)
                        union all
                        -- What holds now is the account's evidence, which a check does not keep for accounts in order.
                        select id, clerk_id, code, 'The check no longer finds this. Before: ' || reason, changes, 'closed' from closed
                    ),
                    written as (
                        insert into access_ledger (clerk_id, incident_id, step, code, reason, changes, run_id)
                        select clerk_id, id, step, code, reason, changes, @runId from steps where step is not null
                        returning step
                    ),
                    remembered as (
                        insert into access_customers (clerk_id, customer_id, seen_at)
                        select clerk_id, customer_id, @now from access_read_accounts
                        where run_id = @runId and customer_id is not null and not is_deleted
                            -- What is known already is left alone: a conflict would lock each row.
                            and not exists (
                                select from access_customers known
                                where known.clerk_id = access_read_accounts.clerk_id
                                    and known.customer_id = access_read_accounts.customer_id
                            )
                        on conflict (clerk_id) do update set customer_id = excluded.customer_id, seen_at = excluded.seen_at
                    )
                    select
                        count(*) filter (where step = 'opened')::int as opened,
                        count(*) filter (where step = 'reopened')::int as reopened,
                        count(*) filter (where step = 'closed')::int as closed
                    from written
                    """,
                    new
                    {
                        runId,
                        now,
                        onlyClerkId,
                        undecided = undecided.ToArray(),
                    }
                );
            },
            cancellationToken
        );
        return steps.Single();
    }

    /// <summary>The open incidents, by number.</summary>
    /// <param name="clerkId">Null means all accounts.</param>
    public Task<IReadOnlyList<AccessIncident>> ListOpenAsync(string? clerkId, CancellationToken cancellationToken) =>
        ListOpenAsync(clerkId, after: 0, limit: int.MaxValue, cancellationToken);

    /// <summary>A page of the open incidents, by number.</summary>
    /// <param name="clerkId">Null means all accounts.</param>
    /// <param name="after">The last number of the previous page; 0 for the first page.</param>
    public Task<IReadOnlyList<AccessIncident>> ListOpenAsync(
        string? clerkId,
        long after,
        int limit,
        CancellationToken cancellationToken
    ) =>
        reader.QueryAsync<AccessIncident>(
            $"""
            select {Columns}
            from access_incidents
            where is_open and id > @after and (@clerkId::text is null or clerk_id = @clerkId)
            order by id
            limit @limit
            """,
            new
            {
                clerkId,
                after,
                limit,
            },
            cancellationToken
        );

    /// <summary>Finds an open or closed incident; null when there is none.</summary>
    public Task<AccessIncident?> FindAsync(long id, CancellationToken cancellationToken) =>
        reader.FindAsync<AccessIncident>(
            $"select {Columns} from access_incidents where id = @id",
            new { id },
            cancellationToken
        );

    /// <summary>The last check of all accounts that ended; null when there was none.</summary>
    public Task<LastCheck?> FindLastCheckAsync(CancellationToken cancellationToken) =>
        reader.FindAsync<LastCheck>(
            """
            select finished_at, status = 'succeeded' as is_complete
            from access_runs
            where clerk_id is null and finished_at is not null
            order by id desc
            limit 1
            """,
            null,
            cancellationToken
        );

    public Task<long> CountOpenAsync(CancellationToken cancellationToken) =>
        reader.FindAsync<long>("select count(*) from access_incidents where is_open", null, cancellationToken);

    /// <summary>
    /// Returns the number of open incidents after each check of all accounts since a time, at most 100, and after the
    /// last earlier check.
    /// </summary>
    /// <remarks>
    /// An incident that was reopened counts only from its last opening, because earlier periods are not stored.
    /// </remarks>
    public Task<IReadOnlyList<ObservedIncidents>> ListOpenCountsAsync(
        DateTimeOffset since,
        CancellationToken cancellationToken
    ) =>
        reader.QueryAsync<ObservedIncidents>(
            """
            select
                at,
                (
                    select count(*) from access_incidents
                    where opened_at <= at and (closed_at is null or closed_at > at)
                ) as open
            from (
                select id, finished_at as at, lead(finished_at) over (order by id) as next_at
                from (
                    select id, finished_at
                    from access_runs
                    where finished_at is not null
                    order by id desc
                    limit 101
                ) as newest
            ) as checks
            where at >= @since or next_at >= @since or next_at is null
            order by id
            """,
            new { since },
            cancellationToken
        );

    /// <summary>The last entries of the ledger, newest first.</summary>
    /// <param name="clerkId">Null means all accounts.</param>
    public Task<IReadOnlyList<AccessLedgerEntry>> ListLedgerAsync(
        string? clerkId,
        int limit,
        CancellationToken cancellationToken
    ) => ListLedgerAsync(clerkId, before: long.MaxValue, limit, cancellationToken);

    /// <summary>A page of the ledger, newest first.</summary>
    /// <param name="clerkId">Null means all accounts.</param>
    /// <param name="before">The last number of the previous page.</param>
    public Task<IReadOnlyList<AccessLedgerEntry>> ListLedgerAsync(
        string? clerkId,
        long before,
        int limit,
        CancellationToken cancellationToken
    ) =>
        reader.QueryAsync<AccessLedgerEntry>(
            """
            select id, clerk_id, incident_id, step, code, reason, changes::text, run_id, actor, created_at
            from access_ledger
            where id < @before and (@clerkId::text is null or clerk_id = @clerkId)
            order by id desc
            limit @limit
            """,
            new
            {
                clerkId,
                before,
                limit,
            },
            cancellationToken
        );
}

/// <summary>The number of incidents that a run opened, reopened and closed.</summary>
internal sealed record AccessSteps
{
    public int Opened { get; init; }

    public int Reopened { get; init; }

    public int Closed { get; init; }
}

/// <summary>A row of <c>access_incidents</c>.</summary>
internal sealed record AccessIncident
{
    public long Id { get; init; }

    public required string ClerkId { get; init; }

    /// <summary>The primary code.</summary>
    public required string Code { get; init; }

    public required string[] Codes { get; init; }

    public required string Reason { get; init; }

    /// <summary>A list of <see cref="AccessChange"/> as JSON.</summary>
    [JsonContent(typeof(IReadOnlyList<AccessChange>))]
    [JsonConverter(typeof(JsonTextConverter))]
    public required string Changes { get; init; }

    public bool IsOpen { get; init; }

    public DateTimeOffset OpenedAt { get; init; }

    public DateTimeOffset LastSeenAt { get; init; }

    public int TimesOpened { get; init; }

    /// <summary>A hash of the proposed changes.</summary>
    public required string Version { get; init; }
}

/// <summary>The last check of all accounts.</summary>
internal sealed record LastCheck
{
    public required DateTimeOffset FinishedAt { get; init; }
    public required bool IsComplete { get; init; }
}

/// <summary>How many incidents were open after a check.</summary>
internal sealed record ObservedIncidents
{
    public required DateTimeOffset At { get; init; }
    public required long Open { get; init; }
}

/// <summary>A row of <c>access_ledger</c>.</summary>
internal sealed record AccessLedgerEntry
{
    public long Id { get; init; }

    public required string ClerkId { get; init; }

    public long IncidentId { get; init; }

    /// <summary>One of opened, changed, approved, closed or reopened.</summary>
    [AllowedValues("opened", "changed", "approved", "closed", "reopened")]
    public required string Step { get; init; }

    public required string Code { get; init; }

    public required string Reason { get; init; }

    /// <inheritdoc cref="AccessIncident.Changes"/>
    [JsonContent(typeof(IReadOnlyList<AccessChange>))]
    [JsonConverter(typeof(JsonTextConverter))]
    public required string Changes { get; init; }

    /// <summary>The check that made the entry; null when a person approved a repair.</summary>
    public long? RunId { get; init; }

    /// <summary>Where a repair was approved, such as <c>cli</c>; null when a check made the entry.</summary>
    public string? Actor { get; init; }

    public DateTimeOffset CreatedAt { get; init; }
}
