using ClerkSync.Core.Database;

namespace ClerkSync.Core.Plans;

internal sealed class PlanHistory(DatabaseReader database)
{
    /// <summary>Returns a user's last changes, newest first.</summary>
    public Task<IReadOnlyList<RecordedPlanChange>> ListAsync(
        ClerkId user,
        int limit,
        CancellationToken cancellationToken
    ) =>
        database.QueryAsync<RecordedPlanChange>(
            """
            select from_plan, to_plan, bonus_credits, actor, created_at
            from plan_changes
            where user_id = (select id from users where clerk_id = @ClerkId)
            order by id desc
            limit @limit
            """,
            new { ClerkId = user.Value, limit },
            cancellationToken
        );
}

/// <summary>A row of <c>plan_changes</c>.</summary>
internal sealed record RecordedPlanChange
{
    public required string FromPlan { get; init; }
    public required string ToPlan { get; init; }
    public required long BonusCredits { get; init; }
    public required string Actor { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
}
