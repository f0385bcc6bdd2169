using ClerkSync.Core.Access;
using static ClerkSync.Tests.Access.Accounts;

namespace ClerkSync.Tests.Access;

/// <summary>Adds one fault to a healthy account.</summary>
internal sealed class Faults(Random random)
{
    private static readonly PaidPrice New = new("pro_2027", "price_2027", "prod_pro");

    private readonly HealthyAccounts _healthy = new(random);

    /// <summary>Returns a healthy account, and the same account with a fault.</summary>
    public (AccessEvidence Before, AccessEvidence After) Make(AccessCode code)
    {
        // A trial without its customer looks like a trial that the application runs.
        var paying = Repeat(_healthy.Paying).First(account => account.Subscriptions[0].Status != "trialing");
        var one = Of("pro", Subscription());
        return code switch
        {
            AccessCode.UnreadableValue => (
                paying,
                paying.With(Pick(Plan, Premium, Features, Customer), Pick("[1]", "42.5"))
            ),
            AccessCode.UnsafeGrant => (paying, MoveToUnsafe(paying)),
            AccessCode.DeletedUserStillBilled => (
                one with
                {
                    IsDeleted = true,
                    Subscriptions = [],
                },
                one with
                {
                    IsDeleted = true,
                }
            ),
            AccessCode.LivemodeMismatch => (
                paying,
                WithoutPayments(paying) with
                {
                    Customer = CustomerState.OtherMode,
                }
            ),
            AccessCode.UnknownCustomer => (paying, WithoutPayments(paying) with { Customer = CustomerState.Unknown }),
            AccessCode.SharedCustomer => (paying, paying with { SharedWith = ["user_2"] }),
            AccessCode.DuplicateCustomer when random.Next(2) == 0 => (
                one,
                Of("pro") with
                {
                    OfOtherCustomers = [Subscription() with { CustomerId = "cus_9" }],
                }
            ),
            AccessCode.DuplicateCustomer => (
                paying,
                paying with
                {
                    OfOtherCustomers = [Subscription(id: "sub_9") with { CustomerId = "cus_9" }],
                }
            ),
            AccessCode.MissingStripeId => (paying, WithoutPayments(paying).With(Customer, null)),
            AccessCode.UnknownPrice => (one, one with { Subscriptions = [Subscription(price: New)] }),
            AccessCode.TwoLiveSubscriptions => (
                one,
                one with
                {
                    Subscriptions =
                    [
                        Subscription(),
                        Subscription(price: random.Next(2) == 0 ? Pro : Team, id: "sub_2"),
                    ],
                }
            ),
            AccessCode.StaleSubscription => Deny(_ =>
                Subscription() with
                {
                    PeriodEnd = Now.AddDays(-random.Next(4, 90)),
                }
            ),
            AccessCode.RefundedOrDisputed when random.Next(2) == 0 => Deny(paid => paid with { IsRefunded = true }),
            AccessCode.RefundedOrDisputed => Deny(paid => paid with { IsDisputed = true }),
            AccessCode.CollectionPaused => Deny(paid => paid with { PauseBehavior = "void" }),
            AccessCode.UnpaidTrial => Deny(_ => Subscription("past_due") with { TrialEnd = Now.AddDays(-2) }),
            AccessCode.TrialExpiredStillPremium => Deny(_ =>
                Subscription("canceled") with
                {
                    TrialEnd = Now.AddDays(-30),
                }
            ),
            AccessCode.AccessNotPaid => Deny(_ => Subscription(Pick("canceled", "unpaid", "incomplete_expired"))),
            AccessCode.PaidNoAccess => (paying, paying.With(Premium, "false")),
            AccessCode.WrongPlan => (
                one.WithOverride(AccessOverrideKind.Entitlement, "sso"),
                one.WithOverride(AccessOverrideKind.Entitlement, "sso")
                    .With(Plan, Pick("\"team\"", "\"gold\"", "\"free\"", null))
            ),
            AccessCode.TrialEndDiffers => (
                Trialing(),
                Trialing()
                    .With(Trial, random.Next(2) == 0 ? null : _healthy.WriteTime(Now.AddDays(random.Next(30, 99))))
            ),
            AccessCode.EntitlementMissing => (paying, paying.With(Features, Pick("{}", null, """{"export":false}"""))),
            AccessCode.EntitlementExtra => (one, one.With(Features, """{"export":true,"sso":true,"beta":true}""")),
            AccessCode.DatabasePlanDiffers => (paying, paying.With(DatabasePlan, Pick("\"free\"", "\"gold\"", "null"))),
            _ => throw new ArgumentOutOfRangeException(nameof(code)),
        };
    }

    /// <summary>Makes the only subscription of an account deny access, while the account keeps its access.</summary>
    private static (AccessEvidence, AccessEvidence) Deny(Func<PaidSubscription, PaidSubscription> change) =>
        (Of("pro", Subscription()), Of("pro", change(Subscription())));

    private static AccessEvidence WithoutPayments(AccessEvidence account) => account with { Subscriptions = [] };

    private static IEnumerable<T> Repeat<T>(Func<T> make)
    {
        while (true)
        {
            yield return make();
        }
    }

    private static AccessEvidence MoveToUnsafe(AccessEvidence account) =>
        account.With("unsafe_metadata.plan", account.Values[Plan].GetRawText()).With(Plan, null);

    private AccessEvidence Trialing() => Of("pro", Subscription("trialing")).With(Trial, ToIso(Now.AddDays(20)));

    private string Pick(params string?[] texts) => texts[random.Next(texts.Length)]!;
}
