using System.Text.Json;

namespace ClerkSync.Core.Access;

/// <summary>The kinds of incidents, in order of precedence: of several codes, the first one is primary.</summary>
/// <remarks>
/// A code that makes other codes impossible to judge comes before them. <c>docs/access.md</c> defines each code.
/// </remarks>
internal enum AccessCode
{
    UnreadableValue,
    UnsafeGrant,
    DeletedUserStillBilled,
    LivemodeMismatch,
    UnknownCustomer,
    SharedCustomer,
    DuplicateCustomer,
    MissingStripeId,
    UnknownPrice,
    TwoLiveSubscriptions,
    StaleSubscription,
    RefundedOrDisputed,
    CollectionPaused,
    UnpaidTrial,
    TrialExpiredStillPremium,
    AccessNotPaid,
    PaidNoAccess,
    WrongPlan,
    TrialEndDiffers,
    EntitlementMissing,
    EntitlementExtra,
    DatabasePlanDiffers,
}

internal static class AccessCodes
{
    /// <summary>The code as it is stored and shown, such as <c>paid_no_access</c>.</summary>
    public static string ToText(this AccessCode code) => JsonNamingPolicy.SnakeCaseLower.ConvertName($"{code}");
}
