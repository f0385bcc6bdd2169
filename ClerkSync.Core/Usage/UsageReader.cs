using ClerkSync.Core.Database;

namespace ClerkSync.Core.Usage;

/// <summary>Reads the totals of users' runs.</summary>
public sealed class UsageReader
{
    /// <summary>The maximum number of runs in <see cref="UsageSummary.Recent"/>.</summary>
    public const int MaxRecent = 100;

    private readonly DatabaseReader _database;

    internal UsageReader(DatabaseReader database) => _database = database;

    /// <summary>Returns a user's usage; empty when there are no runs or no such user.</summary>
    /// <param name="since">Counts only runs from this time on; null counts all.</param>
    /// <param name="recent">The maximum length of <see cref="UsageSummary.Recent"/>, from 0 to <see cref="MaxRecent"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="recent"/> is out of range.</exception>
    // With a join, Postgres would sort all of the user's runs, because it does not know that the join finds one user.
    public async Task<UsageSummary> ReadAsync(
        ClerkId user,
        DateTimeOffset? since,
        int recent,
        CancellationToken cancellationToken
    )
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(recent, 0);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(recent, MaxRecent);
        var (sums, runs) = await _database.QueryAsync<Sum, UsageEvent>(
            """
            select
                (created_at at time zone 'UTC')::date as day, provider,
                count(*) filter (where outcome = 'charged') as runs,
                coalesce(sum(cost) filter (where outcome = 'charged'), 0) as cost,
                coalesce(sum(credits) filter (where outcome = 'charged'), 0)::bigint as credits,
                count(*) filter (where outcome = 'insufficient') as insufficient
            from usage_events
            where user_id = (select id from users where clerk_id = @ClerkId and deleted_at is null)
                and created_at >= @Since
            group by 1, 2;

            select id, action, provider, model, trim_scale(cost) as cost, credits, outcome, customer_id, api_key_id, created_at
            from usage_events
            where user_id = (select id from users where clerk_id = @ClerkId and deleted_at is null)
                and created_at >= @Since
            order by id desc
            limit @Recent
            """,
            new
            {
                ClerkId = user.Value,
                Since = since ?? DateTimeOffset.MinValue,
                Recent = recent,
            },
            cancellationToken
        );
        return new UsageSummary
        {
            Total = Add(sums),
            ByProvider =
            [
                .. sums.GroupBy(sum => sum.Provider, (provider, some) => new ProviderUsage(provider, Add(some)))
                    .OrderByDescending(usage => usage.Total.Cost)
                    .ThenBy(usage => usage.Provider, StringComparer.Ordinal),
            ],
            ByDay =
            [
                .. sums.GroupBy(sum => sum.Day, (day, some) => new DailyUsage(day, Add(some)))
                    .OrderByDescending(usage => usage.Day),
            ],
            Recent = runs,
        };
    }

    private static UsageTotal Add(IEnumerable<Sum> sums)
    {
        var total = sums.Aggregate(
            default(UsageTotal),
            (total, sum) => total + new UsageTotal(sum.Runs, sum.Cost, sum.Credits, sum.Insufficient)
        );
        return total with { Cost = TrimScale(total.Cost) };
    }

    /// <summary>Removes trailing zeros, as Postgres's <c>trim_scale</c> does: a sum keeps them (1.0), a quotient does not.</summary>
    private static decimal TrimScale(decimal cost) => cost / 1.0000000000000000000000000000m;

    private sealed record Sum
    {
        public required DateOnly Day { get; init; }
        public required string Provider { get; init; }
        public required long Runs { get; init; }
        public required decimal Cost { get; init; }
        public required long Credits { get; init; }
        public required long Insufficient { get; init; }
    }
}
