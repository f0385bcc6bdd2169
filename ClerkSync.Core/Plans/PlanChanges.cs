using ClerkSync.Core.Credits;
using ClerkSync.Core.Database;

namespace ClerkSync.Core.Plans;

/// <summary>Changes users' plans, and records each change in <c>plan_changes</c>.</summary>
public sealed class PlanChanges
{
    private const string Write = $"""
        {CreditSql.Lock};

        with {CreditSql.Target},
        earlier as (
            select
                p.to_plan = @Plan and p.bonus_credits = @Bonus as is_same,
                p.to_plan,
                p.balance_after
            from target
            join plan_changes p on p.user_id = target.id and p.idempotency_key = @IdempotencyKey
        ),
        change as (
            insert into plan_changes
                (user_id, from_plan, to_plan, bonus_credits, balance_after, actor, idempotency_key)
            select id, plan, @Plan, @Bonus, credits + @Bonus, @Actor, @IdempotencyKey
            from target
            where plan <> @Plan and not exists (select from earlier)
            returning user_id, to_plan, balance_after
        ),
        written as (
            update users u
            set plan = change.to_plan, updated_at = now()
            from change
            where u.id = change.user_id
        )
        select
            target.plan,
            target.credits as balance,
            earlier.is_same as repeats,
            coalesce(earlier.to_plan, change.to_plan) as plan_after,
            coalesce(earlier.balance_after, change.balance_after) as balance_after
        from target
        left join earlier on true
        left join change on true
        """;

    private readonly DatabaseWriter _writer;
    private readonly PlanOrder _plans;

    internal PlanChanges(DatabaseWriter writer, PlanOrder plans) => (_writer, _plans) = (writer, plans);

    /// <summary>Sets a user's plan, and adds an optional bonus, in one transaction.</summary>
    /// <param name="plan">One of <see cref="PlanOrder.Plans"/>.</param>
    /// <param name="actor">Who makes the change; at most 255 characters.</param>
    /// <param name="bonusCredits">Added only if the plan changes; from 0 to <see cref="CreditLedger.MaxAmount"/>.</param>
    /// <param name="idempotencyKey">
    /// Calls with the same key and user have one effect. If it is null, each call is a separate change, which is a no-op if the user
    /// already has the plan.
    /// </param>
    /// <param name="cancellationToken">After cancellation the result is unknown.</param>
    /// <exception cref="ArgumentException">There is no such plan, or an argument is out of range.</exception>
    public async Task<PlanChangeResult> ChangeAsync(
        ClerkId user,
        string plan,
        string actor,
        long bonusCredits,
        string? idempotencyKey,
        CancellationToken cancellationToken
    )
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bonusCredits, 0);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bonusCredits, CreditLedger.MaxAmount);
        var change = new Change
        {
            ClerkId = StorableText.Check(user.Value, nameof(user)),
            Plan = _plans.Check(plan),
            Bonus = bonusCredits,
            Actor = StorableText.Check(actor),
            // The writer retries when a commit's answer is lost, and the result must then be the same.
            IdempotencyKey = idempotencyKey is null
                ? Guid.CreateVersion7().ToString()
                : StorableText.Check(idempotencyKey),
        };
        var result = await _writer.WriteAsync(transaction => WriteAsync(transaction, change), cancellationToken);
        var isOwnRetry = idempotencyKey is null && result.Outcome == PlanOutcome.Repeated;
        return isOwnRetry ? result with { Outcome = PlanOutcome.Changed } : result;
    }

    private static async Task<PlanChangeResult> WriteAsync(WriteTransaction transaction, Change change)
    {
        WrittenPlanChange? row;
        using (var results = await transaction.QueryMultipleAsync(Write, change))
        {
            await results.ReadAsync();
            row = await results.ReadSingleOrDefaultAsync<WrittenPlanChange>();
        }

        var outcome = row switch
        {
            null => PlanOutcome.NoSuchUser,
            { Repeats: false } => PlanOutcome.KeyConflict,
            { Repeats: true } => PlanOutcome.Repeated,
            { PlanAfter: null } => PlanOutcome.Unchanged,
            _ => PlanOutcome.Changed,
        };
        if (outcome == PlanOutcome.Changed && change.Bonus > 0)
        {
            await CreditLedger.WriteAsync(
                transaction,
                new CreditChange
                {
                    ClerkId = change.ClerkId,
                    Delta = change.Bonus,
                    Reason = $"plan:{change.Plan}",
                    Actor = change.Actor,
                }
            );
        }

        var isDone = outcome is PlanOutcome.Changed or PlanOutcome.Repeated;
        return new PlanChangeResult
        {
            Outcome = outcome,
            Plan = isDone ? row!.PlanAfter : row?.Plan,
            Balance = isDone ? row!.BalanceAfter!.Value : row?.Balance ?? 0,
        };
    }

    private sealed record Change
    {
        public required string ClerkId { get; init; }
        public required string Plan { get; init; }
        public required long Bonus { get; init; }
        public required string Actor { get; init; }
        public required string IdempotencyKey { get; init; }
    }

    private sealed record WrittenPlanChange
    {
        public required string Plan { get; init; }
        public required long Balance { get; init; }
        public bool? Repeats { get; init; }
        public string? PlanAfter { get; init; }
        public long? BalanceAfter { get; init; }
    }
}
