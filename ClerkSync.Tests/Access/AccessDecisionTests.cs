using ClerkSync.Core.Access;
using static ClerkSync.Tests.Access.Accounts;

namespace ClerkSync.Tests.Access;

/// <summary>Each code with values that produce it, and similar values that are not an incident.</summary>
public sealed class AccessDecisionTests
{
    private static readonly Dictionary<string, (AccessEvidence Account, AccessCode? Code)> Cases = new()
    {
        // Cases for each status of a subscription.
        ["active grants"] = (Of("pro", Subscription()), null),
        ["trialing grants"] = (Of("pro", Subscription("trialing")).With(Trial, ToIso(Now.AddDays(20))), null),
        ["past_due grants within the grace"] = (Of("pro", Subscription("past_due")), null),
        ["past_due denies after the grace"] = (
            Of("pro", Subscription("past_due") with { PeriodStart = Now.AddDays(-8) }),
            AccessCode.AccessNotPaid
        ),
        ["canceled denies"] = (Of("pro", Subscription("canceled")), AccessCode.AccessNotPaid),
        ["unpaid denies"] = (Of("pro", Subscription("unpaid")), AccessCode.AccessNotPaid),
        ["incomplete denies"] = (Of("pro", Subscription("incomplete")), AccessCode.AccessNotPaid),
        ["incomplete_expired denies"] = (Of("pro", Subscription("incomplete_expired")), AccessCode.AccessNotPaid),
        ["paused denies"] = (Of("pro", Subscription("paused")), AccessCode.UnpaidTrial),
        ["canceled without access is not an incident"] = (Of("free", Subscription("canceled")), null),
        ["unpaid without access is not an incident"] = (Of("free", Subscription("unpaid")), null),
        ["an abandoned checkout is not an incident"] = (Of("free", Subscription("incomplete")), null),
        ["an expired checkout is not an incident"] = (Of("free", Subscription("incomplete_expired")), null),
        ["paused without access is not an incident"] = (Of("free", Subscription("paused")), null),
        ["a customer without a subscription is not an incident"] = (Of("free"), null),
        ["trialing without access grants although nothing is paid"] = (
            Of("free", Subscription("trialing")).With(Trial, ToIso(Now.AddDays(20))),
            AccessCode.PaidNoAccess
        ),
        ["past_due without access within the grace"] = (Of("free", Subscription("past_due")), AccessCode.PaidNoAccess),
        ["past_due without access after the grace is not an incident"] = (
            Of("free", Subscription("past_due") with { PeriodStart = Now.AddDays(-8) }),
            null
        ),
        // paid_no_access
        ["paid and premium is false"] = (Of("pro", Subscription()).With(Premium, "false"), AccessCode.PaidNoAccess),
        ["paid without any access"] = (Of("free", Subscription()), AccessCode.PaidNoAccess),
        ["an old canceled subscription is ignored"] = (
            Of("pro", Subscription(), Subscription("canceled", id: "sub_0") with { CreatedAt = Now.AddDays(-1) }),
            null
        ),
        ["cancel at the period's end still grants"] = (
            Of("pro", Subscription() with { CancelAtPeriodEnd = true }),
            null
        ),
        ["cancel_at in the future still grants"] = (Of("pro", Subscription() with { CancelAt = Now.AddDays(5) }), null),
        // access_not_paid
        ["a customer who never subscribed"] = (Of("pro"), AccessCode.AccessNotPaid),
        ["an override that has ended"] = (
            Of("pro").WithOverride(AccessOverrideKind.Plan, "pro", Now.AddDays(-1)),
            AccessCode.AccessNotPaid
        ),
        ["an override in force"] = (Of("pro").WithOverride(AccessOverrideKind.Plan, "pro", Now.AddDays(1)), null),
        ["paid elsewhere"] = (Of("team").With(Customer, null).WithOverride(AccessOverrideKind.Elsewhere), null),
        // wrong_plan
        ["pays pro and has team"] = (Of("team", Subscription()), AccessCode.WrongPlan),
        ["pays team and has pro"] = (Of("pro", Subscription(price: Team)), AccessCode.WrongPlan),
        ["premium as a gift"] = (Of("free").With(Premium, "true").WithOverride(AccessOverrideKind.Premium), null),
        ["a gift above what is paid"] = (
            Of("team", Subscription()).WithOverride(AccessOverrideKind.Plan, "team"),
            null
        ),
        ["the plan in another case"] = (Of("pro", Subscription()).With(Plan, "\" PRO\""), null),
        ["an upgrade in progress shows the old plan"] = (Of("pro", Ending(), NewTeam()), null),
        ["an upgrade in progress shows the new plan"] = (Of("team", Ending(), NewTeam()), null),
        // trial_expired_still_premium
        ["the subscription ended with its trial"] = (
            Of("pro", Subscription("canceled") with { TrialEnd = Now.AddDays(-30) }),
            AccessCode.TrialExpiredStillPremium
        ),
        ["a trial without a subscription is over"] = (
            Of("pro").With(Trial, ToIso(Now.AddDays(-1))),
            AccessCode.TrialExpiredStillPremium
        ),
        ["a trial without a subscription goes on"] = (Of("pro").With(Trial, ToIso(Now.AddDays(1))), null),
        ["a trial that ended long ago is not a trial"] = (
            Of("pro", Subscription("canceled") with { TrialEnd = Now.AddDays(-90) })
                .With(Trial, ToIso(Now.AddDays(-90))),
            AccessCode.AccessNotPaid
        ),
        // trial_end_differs
        ["a different trial end"] = (
            Of("pro", Subscription("trialing")).With(Trial, ToIso(Now.AddDays(40))),
            AccessCode.TrialEndDiffers
        ),
        ["no trial end"] = (Of("pro", Subscription("trialing")), AccessCode.TrialEndDiffers),
        ["the same end in seconds"] = (
            Of("pro", Subscription("trialing")).With(Trial, $"{Now.AddDays(20).ToUnixTimeSeconds()}"),
            null
        ),
        ["the same end as a date"] = (
            Of("pro", Subscription("trialing")).With(Trial, $"\"{Now.AddDays(20):yyyy-MM-dd}\""),
            null
        ),
        // unpaid_trial
        ["the first payment after the trial failed"] = (
            Of("pro", Subscription("past_due") with { TrialEnd = Now.AddDays(-2) }),
            AccessCode.UnpaidTrial
        ),
        ["the first period after the trial stays unpaid"] = (
            Of("pro", Subscription("unpaid") with { TrialEnd = Now.AddDays(-10) }),
            AccessCode.UnpaidTrial
        ),
        ["a later payment failed, within the grace"] = (
            Of("pro", Subscription("past_due") with { TrialEnd = Now.AddDays(-60) }),
            null
        ),
        // entitlement_missing, entitlement_extra
        ["a paid feature is missing"] = (Of("pro", Subscription()).With(Features, "{}"), AccessCode.EntitlementMissing),
        ["a paid feature is false"] = (
            Of("team", Subscription(price: Team)).With(Features, """{"export":true,"sso":false}"""),
            AccessCode.EntitlementMissing
        ),
        ["a feature of another product"] = (
            Of("pro", Subscription()).With(Features, """{"export":true,"sso":true}"""),
            AccessCode.EntitlementExtra
        ),
        ["a feature without a payment"] = (
            Of("free").With(Features, """{"export":true}"""),
            AccessCode.EntitlementExtra
        ),
        ["a feature that Stripe does not know"] = (
            Of("pro", Subscription()).With(Features, """{"export":true,"beta":true}"""),
            null
        ),
        ["a feature as a gift"] = (
            Of("free").With(Features, """{"sso":true}""").WithOverride(AccessOverrideKind.Entitlement, "sso"),
            null
        ),
        // collection_paused
        ["collection paused without services"] = (
            Of("pro", Subscription() with { PauseBehavior = "void" }),
            AccessCode.CollectionPaused
        ),
        ["collection paused in the trial"] = (
            Of("pro", Subscription("trialing") with { PauseBehavior = "void" }),
            AccessCode.CollectionPaused
        ),
        ["collection paused, for free"] = (
            Of("pro", Subscription() with { PauseBehavior = "mark_uncollectible" }),
            null
        ),
        ["collection paused, paid later"] = (Of("pro", Subscription() with { PauseBehavior = "keep_as_draft" }), null),
        // refunded_or_disputed
        ["refunded in full"] = (Of("pro", Subscription() with { IsRefunded = true }), AccessCode.RefundedOrDisputed),
        ["a dispute is open"] = (Of("pro", Subscription() with { IsDisputed = true }), AccessCode.RefundedOrDisputed),
        ["a dispute was lost"] = (
            Of("pro", Subscription() with { IsDisputeLost = true }),
            AccessCode.RefundedOrDisputed
        ),
        ["disputed, and without access"] = (Of("free", Subscription() with { IsDisputed = true }), null),
        ["refunded, and without access"] = (Of("free", Subscription() with { IsRefunded = true }), null),
        ["refunded, and paid by another"] = (
            Of("pro", Subscription() with { IsRefunded = true }, Subscription(id: "sub_2")),
            null
        ),
        // missing_stripe_id
        ["access without a customer"] = (Of("pro").With(Customer, null), AccessCode.MissingStripeId),
        ["access with an empty customer"] = (Of("pro").With(Customer, "\"\""), AccessCode.MissingStripeId),
        ["Stripe names the account, which names no customer"] = (
            Of("free").With(Customer, null) with
            {
                OfOtherCustomers = [OfOther()],
            },
            AccessCode.MissingStripeId
        ),
        ["neither access nor a customer"] = (Of("free").With(Customer, null), null),
        ["a gift without a customer"] = (
            Of("pro").With(Customer, null).WithOverride(AccessOverrideKind.Plan, "pro"),
            null
        ),
        // unknown_customer, livemode_mismatch
        ["Stripe has no such customer"] = (
            Of("pro") with
            {
                Customer = CustomerState.Unknown,
            },
            AccessCode.UnknownCustomer
        ),
        ["no such customer, and premium alone"] = (
            Of("free").With(Premium, "true") with
            {
                Customer = CustomerState.Unknown,
            },
            AccessCode.UnknownCustomer
        ),
        ["a deleted customer without access"] = (Of("free") with { Customer = CustomerState.Unknown }, null),
        ["a customer of the other mode"] = (
            Of("pro") with
            {
                Customer = CustomerState.OtherMode,
            },
            AccessCode.LivemodeMismatch
        ),
        ["of the other mode, and premium alone"] = (
            Of("free").With(Premium, "true") with
            {
                Customer = CustomerState.OtherMode,
            },
            AccessCode.LivemodeMismatch
        ),
        ["of the other mode without access"] = (Of("free") with { Customer = CustomerState.OtherMode }, null),
        // shared_customer, duplicate_customer
        ["two accounts with one customer who pays"] = (
            Of("pro", Subscription()) with
            {
                SharedWith = ["user_2"],
            },
            AccessCode.SharedCustomer
        ),
        ["one of two accounts with one customer has no access"] = (
            Of("free", Subscription()) with
            {
                SharedWith = ["user_2"],
            },
            AccessCode.SharedCustomer
        ),
        ["two accounts with one customer who does not pay"] = (Of("free") with { SharedWith = ["user_2"] }, null),
        ["another customer pays for the account"] = (
            Of("pro") with
            {
                OfOtherCustomers = [OfOther()],
            },
            AccessCode.DuplicateCustomer
        ),
        ["two customers pay for the account"] = (
            Of("pro", Subscription()) with
            {
                OfOtherCustomers = [OfOther()],
            },
            AccessCode.DuplicateCustomer
        ),
        ["another customer's subscription ends by itself"] = (
            Of("pro", Subscription()) with
            {
                OfOtherCustomers = [OfOther() with { CancelAtPeriodEnd = true }],
            },
            null
        ),
        ["only another customer pays, until the end of the period"] = (
            Of("pro") with
            {
                OfOtherCustomers = [OfOther() with { CancelAtPeriodEnd = true }],
            },
            AccessCode.DuplicateCustomer
        ),
        // unknown_price
        ["an unmapped price"] = (
            Of("pro", Subscription(price: new(null, "price_new", "prod_new"))),
            AccessCode.UnknownPrice
        ),
        ["one of two prices is unmapped"] = (
            Of("pro", Subscription() with { Prices = [Pro, new("seats_v2", "price_2", "prod_2")] }),
            AccessCode.UnknownPrice
        ),
        ["an unmapped price, canceled"] = (
            Of("free", Subscription("canceled", new(null, "price_new", "prod_new"))),
            null
        ),
        // two_live_subscriptions
        ["the same plan twice"] = (
            Of("pro", Subscription(), Subscription(id: "sub_2")),
            AccessCode.TwoLiveSubscriptions
        ),
        ["two plans, one of them late"] = (
            Of("team", Subscription("past_due"), Subscription(price: Team, id: "sub_2")),
            AccessCode.TwoLiveSubscriptions
        ),
        ["two subscriptions, one of which ends"] = (
            Of("pro", Subscription(), Subscription(id: "sub_2") with { CancelAtPeriodEnd = true }),
            null
        ),
        ["two subscriptions, one of which is past its grace"] = (
            Of("pro", Subscription(), Subscription("past_due", id: "sub_2") with { PeriodStart = Now.AddDays(-8) }),
            null
        ),
        ["a plan and an add-on"] = (Of("pro", Subscription(), Subscription(price: Seats, id: "sub_2")), null),
        // stale_subscription
        ["the period is long over"] = (
            Of("pro", Subscription() with { PeriodEnd = Now.AddDays(-4) }),
            AccessCode.StaleSubscription
        ),
        ["the cancellation is long due"] = (
            Of("pro", Subscription() with { CancelAt = Now.AddDays(-4) }),
            AccessCode.StaleSubscription
        ),
        ["the trial ended a day ago"] = (
            Of("pro", Subscription("trialing") with { TrialEnd = Now.AddDays(-1) }).With(Trial, ToIso(Now.AddDays(-1))),
            null
        ),
        ["the cancellation was due yesterday"] = (Of("pro", Subscription() with { CancelAt = Now.AddDays(-1) }), null),
        ["the renewal is a day late"] = (Of("pro", Subscription() with { PeriodEnd = Now.AddDays(-1) }), null),
        // unsafe_grant needs another mapping, so it has separate tests.
        // unreadable_value
        ["premium is a word"] = (Of("pro", Subscription()).With(Premium, "\"maybe\""), AccessCode.UnreadableValue),
        ["the plan is a list"] = (Of("pro", Subscription()).With(Plan, """["pro"]"""), AccessCode.UnreadableValue),
        ["the trial ends someday"] = (Of("free").With(Trial, "\"someday\""), AccessCode.UnreadableValue),
        ["features are a list"] = (
            Of("pro", Subscription()).With(Features, """["export"]"""),
            AccessCode.UnreadableValue
        ),
        ["the customer is a number"] = (Of("pro").With(Customer, "42"), AccessCode.UnreadableValue),
        ["values that are null"] = (
            Of("free").With(Plan, "null").With(Premium, "null").With(Trial, "null").With(Features, "null"),
            null
        ),
        ["no values at all"] = (
            Of("free").With(Plan, null).With(Premium, null).With(Features, null).With(Customer, null),
            null
        ),
        ["premium is 1"] = (Of("pro", Subscription()).With(Premium, "1"), null),
        ["premium in another word"] = (Of("pro", Subscription()).With(Premium, "\"Active\""), null),
        // deleted_user_still_billed
        ["deleted, and billed"] = (
            Of("free", Subscription()) with
            {
                IsDeleted = true,
            },
            AccessCode.DeletedUserStillBilled
        ),
        ["deleted, and billed as Stripe's metadata says"] = (
            Of("free") with
            {
                IsDeleted = true,
                OfOtherCustomers = [OfOther()],
            },
            AccessCode.DeletedUserStillBilled
        ),
        ["deleted, and ending"] = (
            Of("free", Subscription() with { CancelAtPeriodEnd = true }) with
            {
                IsDeleted = true,
            },
            null
        ),
        ["deleted, and the customer is another account's now"] = (
            Of("free", Subscription()) with
            {
                IsDeleted = true,
                SharedWith = ["user_2"],
            },
            null
        ),
        ["deleted, and never billed"] = (Of("free") with { IsDeleted = true }, null),
        ["deleted, and canceled"] = (Of("free", Subscription("canceled")) with { IsDeleted = true }, null),
        // database_plan_differs
        ["the column says more"] = (Of("free").With(DatabasePlan, "\"pro\""), AccessCode.DatabasePlanDiffers),
        ["the column says less"] = (
            Of("pro", Subscription()).With(DatabasePlan, "\"free\""),
            AccessCode.DatabasePlanDiffers
        ),
        ["the column is null and the plan is paid"] = (
            Of("pro", Subscription()).With(DatabasePlan, "null"),
            AccessCode.DatabasePlanDiffers
        ),
        ["the column is null and the plan is free"] = (Of("free").With(DatabasePlan, "null"), null),
        ["the column in another case"] = (Of("pro", Subscription()).With(DatabasePlan, "\"Pro\""), null),
        ["the column of an account without a row"] = (Of("pro", Subscription()).With(DatabasePlan, null), null),
    };

    public static TheoryData<string> Names => [.. Cases.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Account_gets_the_code_of_its_case(string name)
    {
        var (account, code) = Cases[name];

        var finding = AccessDecision.Decide(account, Mapping, new(), Now);

        Assert.Equal(code, finding?.Code);
    }

    [Fact]
    public void Every_code_has_two_cases_and_enough_cases_have_no_incident()
    {
        const AccessCode noIncident = (AccessCode)(-1);
        var counts = Cases.Values.CountBy(known => known.Code ?? noIncident).ToDictionary();

        Assert.All(
            Enum.GetValues<AccessCode>().Except([AccessCode.UnsafeGrant]),
            code => Assert.True(counts.GetValueOrDefault(code) >= 2, $"{code}")
        );
        Assert.True(counts[noIncident] >= Enum.GetValues<AccessCode>().Length);
    }

    [Theory]
    [InlineData("unsafe_metadata.plan", "\"team\"", "public_metadata.plan")]
    [InlineData("unsafe_metadata.plan", "\"pro\"", "public_metadata.plan")]
    public void Plan_that_the_user_can_write_moves_to_public_metadata(string path, string value, string moved)
    {
        var mapping = Mapping with { Plan = path, DatabasePlan = null };
        var account = Of("pro", Subscription()).With(Plan, null).With(path, value);

        var finding = AccessDecision.Decide(account, mapping, new(), Now)!;

        Assert.Equal(AccessCode.UnsafeGrant, finding.Code);
        Assert.Equal(
            [(moved, null, "\"pro\""), (path, value, null)],
            finding.Changes.Select(change => (change.Field, change.From, change.To))
        );
        var moving = account.With(path, null).With(moved, "\"pro\"");
        Assert.Null(AccessDecision.Decide(moving, mapping, new(), Now));
    }

    [Fact]
    public void Customer_id_that_the_user_can_write_moves_to_private_metadata()
    {
        const string Unsafe = "unsafe_metadata.customer";
        var mapping = Mapping with { CustomerId = Unsafe };
        var account = Of("free").With(Unsafe, "\"cus_1\"");

        var finding = AccessDecision.Decide(account, mapping, new(), Now)!;

        Assert.Equal(AccessCode.UnsafeGrant, finding.Code);
        Assert.Equal(
            [("private_metadata.customer", null, "\"cus_1\""), (Unsafe, "\"cus_1\"", null)],
            finding.Changes.Select(change => (change.Field, change.From, change.To))
        );
    }

    [Fact]
    public void Free_plan_that_the_user_can_write_is_not_an_incident()
    {
        var mapping = Mapping with { Plan = "unsafe_metadata.plan", DatabasePlan = null };
        var account = Of("free").With(Plan, null).With("unsafe_metadata.plan", "\"free\"");

        Assert.Null(AccessDecision.Decide(account, mapping, new(), Now));
    }

    [Theory]
    [InlineData(0, "AccessNotPaid")]
    [InlineData(30, "")]
    public void Grace_period_follows_the_policy(int days, string code)
    {
        var policies = new AccessPolicies { PastDueGraceDays = days };

        var finding = AccessDecision.Decide(Of("pro", Subscription("past_due")), Mapping, policies, Now);

        Assert.Equal(code, $"{finding?.Code}");
    }

    [Theory]
    [InlineData("keep_as_draft", "Deny", "CollectionPaused")]
    [InlineData("void", "Grant", "")]
    public void Paused_collection_follows_the_policy(string behavior, string policy, string code)
    {
        var policies = new AccessPolicies { PausedCollection = Enum.Parse<PausePolicy>(policy) };
        var account = Of("pro", Subscription() with { PauseBehavior = behavior });

        var finding = AccessDecision.Decide(account, Mapping, policies, Now);

        Assert.Equal(code, $"{finding?.Code}");
    }

    [Theory]
    [InlineData(1, "StaleSubscription")]
    [InlineData(9, "")]
    public void Staleness_of_a_subscription_follows_the_policy(int days, string code)
    {
        var policies = new AccessPolicies { StaleAfterDays = days };
        var account = Of("pro", Subscription() with { PeriodEnd = Now.AddDays(-4) });

        var finding = AccessDecision.Decide(account, Mapping, policies, Now);

        Assert.Equal(code, $"{finding?.Code}");
    }

    [Theory]
    [InlineData(true, "RefundedOrDisputed")]
    [InlineData(false, "")]
    public void Full_refund_follows_the_policy(bool denies, string code)
    {
        var policies = new AccessPolicies { FullRefundDenies = denies };
        var account = Of("pro", Subscription() with { IsRefunded = true });

        var finding = AccessDecision.Decide(account, Mapping, policies, Now);

        Assert.Equal(code, $"{finding?.Code}");
    }

    [Theory]
    [InlineData(true, false, "DenyWhenLost", "")]
    [InlineData(false, true, "DenyWhenLost", "RefundedOrDisputed")]
    [InlineData(false, true, "Ignore", "")]
    public void Dispute_follows_the_policy(bool isOpen, bool isLost, string policy, string code)
    {
        var policies = new AccessPolicies { Disputes = Enum.Parse<DisputePolicy>(policy) };
        var account = Of("pro", Subscription() with { IsDisputed = isOpen, IsDisputeLost = isLost });

        var finding = AccessDecision.Decide(account, Mapping, policies, Now);

        Assert.Equal(code, $"{finding?.Code}");
    }

    [Fact]
    public void Finding_shows_both_sides_and_the_exact_change()
    {
        var finding = AccessDecision.Decide(Of("team", Subscription()), Mapping, new(), Now)!;

        Assert.Contains("sub_1 is active for pro", finding.Reason, StringComparison.Ordinal);
        Assert.Contains("public_metadata.plan is \"team\"", finding.Reason, StringComparison.Ordinal);
        Assert.Contains(
            new AccessChange(ChangeTarget.Source, "public_metadata.plan", "\"team\"", "\"pro\""),
            finding.Changes
        );
    }

    [Fact]
    public void Removal_is_not_proposed_without_evidence_from_Stripe()
    {
        var finding = AccessDecision.Decide(Of("pro").With(Customer, null), Mapping, new(), Now)!;

        Assert.Equal([(Customer, true)], finding.Changes.Select(change => (change.Field, change.IsForPerson)));
    }

    private static PaidSubscription Ending() => Subscription() with { CancelAtPeriodEnd = true };

    private static PaidSubscription NewTeam() =>
        Subscription(price: Team, id: "sub_2") with
        {
            CreatedAt = Now.AddDays(-1),
        };

    private static PaidSubscription OfOther() => Subscription(id: "sub_9") with { CustomerId = "cus_9" };
}
