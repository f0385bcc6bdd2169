using ClerkSync.Core.Credits;
using ClerkSync.Core.Database;

namespace ClerkSync.Core.Usage;

/// <summary>Records runs and deducts their credits in one transaction.</summary>
public sealed class UsageRecorder
{
    private const string Write = $"""
        {CreditSql.Lock};

        with {CreditSql.Target},
        earlier as (
            select
                row(e.action, e.provider, e.model, e.cost, e.customer_id)
                    is not distinct from row(@Action, @Provider, @Model, @Cost, @CustomerId) as is_same,
                e.outcome, e.credits, e.balance_after
            from target
            join usage_events e on e.user_id = target.id and e.idempotency_key = @IdempotencyKey
        ),
        wanted (user_id, credits, delta, reason, actor, idempotency_key) as (
            select id, credits, -@Credits, @Reason, @Actor, null
            from target
            where @Credits > 0 and not exists (select from earlier)
        ),
        {CreditSql.Change},
        run as (
            insert into usage_events (
                user_id, api_key_id, action, provider, model, cost, credits, customer_id, idempotency_key,
                outcome, balance_after)
            select
                id, @ApiKeyId, @Action, @Provider, @Model, @Cost, @Credits, @CustomerId, @IdempotencyKey,
                case when credits >= @Credits then 'charged' else 'insufficient' end,
                case when credits >= @Credits then credits - @Credits else credits end
            from target
            where not exists (select from earlier)
            returning outcome, credits, balance_after
        )
        select is_same, true as is_repeated, outcome, credits, balance_after from earlier
        union all
        select true, false, outcome, credits, balance_after from run
        """;

    private readonly DatabaseWriter _writer;
    private readonly CreditCosts _costs;

    internal UsageRecorder(DatabaseWriter writer, CreditCosts costs) => (_writer, _costs) = (writer, costs);

    /// <summary>Records a run, and deducts the credits of its action if the balance suffices.</summary>
    /// <param name="apiKeyId">The API key that reported the run; null when none did.</param>
    /// <param name="cancellationToken">After cancellation the result is unknown; report the run again with the same idempotency key.</param>
    /// <exception cref="ArgumentException">A member of <paramref name="run"/> is out of range.</exception>
    /// <remarks>
    /// An idempotency key identifies one run. Each report with the same idempotency key returns the first result, even if the balance was
    /// too low then and suffices now. To try again after a top-up, report a run with a new idempotency key.
    /// </remarks>
    public Task<UsageResult> RecordAsync(
        ClerkId user,
        UsageRun run,
        Guid? apiKeyId,
        CancellationToken cancellationToken
    )
    {
        if (run.FindInvalidField() is { } field)
        {
            throw new ArgumentException($"The run's {field} is missing or out of its range.", nameof(run));
        }

        var report = new
        {
            ClerkId = StorableText.Check(user.Value, nameof(user)),
            run.Action,
            run.Provider,
            run.Model,
            run.Cost,
            run.CustomerId,
            run.IdempotencyKey,
            ApiKeyId = apiKeyId,
            Credits = _costs.Of(run.Action),
            Reason = $"usage:{run.Action}",
            Actor = apiKeyId is { } key ? $"api-key:{key}" : user.Value,
        };
        return _writer.WriteAsync(transaction => WriteAsync(transaction, report), cancellationToken);
    }

    private static async Task<UsageResult> WriteAsync(WriteTransaction transaction, object report)
    {
        using var results = await transaction.QueryMultipleAsync(Write, report);
        await results.ReadAsync();
        var row = await results.ReadSingleOrDefaultAsync<RecordedRun>();
        return new UsageResult
        {
            Outcome = row switch
            {
                null => UsageOutcome.NoSuchUser,
                { IsSame: false } => UsageOutcome.KeyConflict,
                { Outcome: UsageEvent.Charged } => UsageOutcome.Charged,
                _ => UsageOutcome.Insufficient,
            },
            IsRepeated = row is { IsSame: true, IsRepeated: true },
            Required = row?.Credits ?? 0,
            Balance = row?.BalanceAfter ?? 0,
        };
    }

    private sealed record RecordedRun
    {
        public required bool IsSame { get; init; }
        public required bool IsRepeated { get; init; }
        public required string Outcome { get; init; }
        public required long Credits { get; init; }
        public required long BalanceAfter { get; init; }
    }
}
