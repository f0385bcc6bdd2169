namespace ClerkSync.Core.Access;

internal static class SubscriptionVerdict
{
    /// <summary>Returns why the subscription denies access; null when it grants access.</summary>
    public static AccessCode? FindDenial(PaidSubscription subscription, AccessPolicies policies, DateTimeOffset now) =>
        subscription switch
        {
            { IsUnpaidTrial: true } => AccessCode.UnpaidTrial,
            { IsLive: false, EndedWithTrial: true } => AccessCode.TrialExpiredStillPremium,
            { IsLive: false } => AccessCode.AccessNotPaid,
            _ when subscription.EndsAt?.AddDays(policies.StaleAfterDays) < now => AccessCode.StaleSubscription,
            _ when IsTakenBack(subscription, policies) => AccessCode.RefundedOrDisputed,
            { PauseBehavior: { } behavior } when IsDeniedByPause(behavior, policies) => AccessCode.CollectionPaused,
            { Status: "past_due" } when subscription.PeriodStart?.AddDays(policies.PastDueGraceDays) < now =>
                AccessCode.AccessNotPaid,
            _ => null,
        };

    private static bool IsTakenBack(PaidSubscription subscription, AccessPolicies policies) =>
        (subscription.IsRefunded && policies.FullRefundDenies)
        || (subscription.IsDisputeLost && policies.Disputes != DisputePolicy.Ignore)
        || (subscription.IsDisputed && policies.Disputes == DisputePolicy.DenyWhenOpened);

    private static bool IsDeniedByPause(string behavior, AccessPolicies policies) =>
        policies.PausedCollection == PausePolicy.Deny
        || (policies.PausedCollection == PausePolicy.ByBehavior && behavior == "void");
}
