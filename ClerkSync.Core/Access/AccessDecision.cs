using System.Text.Json;
using System.Text.Json.Nodes;

namespace ClerkSync.Core.Access;

/// <summary>Compares what an account may use with what it pays for. Pure: no clock, no database, no network.</summary>
internal sealed class AccessDecision
{
    /// <summary>The largest difference at which two ends of a trial count as equal: some applications drop the seconds.</summary>
    private static readonly TimeSpan TrialTolerance = TimeSpan.FromMinutes(1);

    private readonly AccessEvidence _evidence;
    private readonly AccessMapping _mapping;
    private readonly DateTimeOffset _now;
    private readonly AccessAccount _account;
    private readonly PaidAccess _paid;
    private readonly SortedSet<AccessCode> _codes = [];
    private readonly List<AccessChange> _changes = [];

    private AccessDecision(AccessEvidence evidence, AccessMapping mapping, AccessPolicies policies, DateTimeOffset now)
    {
        _evidence = evidence;
        _mapping = mapping;
        _now = now;
        _account = new AccessAccount(evidence, mapping, now);
        _paid = new PaidAccess(evidence.Subscriptions, mapping, policies, now);
    }

    /// <summary>A trial that the application runs without Stripe: it has not ended, and the account has never subscribed.</summary>
    private bool IsLocalTrial => _account.TrialEndsAt > _now && _paid.IsNeverSubscribed;

    private bool IsGranted => (_account.HasUnallowedPlan || _account.HasUnallowedPremium) && !IsLocalTrial;

    /// <returns>Null when nothing is wrong.</returns>
    public static AccessFinding? Decide(
        AccessEvidence evidence,
        AccessMapping mapping,
        AccessPolicies policies,
        DateTimeOffset now
    ) => new AccessDecision(evidence, mapping, policies, now).Decide();

    private AccessFinding? Decide()
    {
        if (_evidence.IsDeleted)
        {
            CancelWhatIsStillBilled();
        }
        else
        {
            JudgeShapes();
            if (!_account.IsPaidElsewhere && !HasIdentityProblem())
            {
                JudgeAccess();
            }

            _changes.AddRange(_account.Slots.SelectMany(slot => slot.ReadChanges()));
            CompareDatabase();
        }

        return _codes.Count == 0 ? null : new AccessFinding(_codes.Min, [.. _codes], Explain(), _changes);
    }

    /// <summary>
    /// Subscriptions that are set to end stay unchanged. A customer that another account names now belongs to that account.
    /// </summary>
    private void CancelWhatIsStillBilled()
    {
        var own = _evidence.SharedWith.Count > 0 ? [] : _evidence.Subscriptions;
        var billed = own.Concat(_evidence.OfOtherCustomers)
            .Where(subscription => subscription is { IsLive: true, IsEnding: false })
            .DistinctBy(subscription => subscription.Id);
        foreach (var subscription in billed)
        {
            _codes.Add(AccessCode.DeletedUserStillBilled);
            Cancel(subscription);
        }
    }

    private void JudgeShapes()
    {
        foreach (var slot in _account.Slots)
        {
            if (slot.IsUnreadable)
            {
                _codes.Add(AccessCode.UnreadableValue);
                slot.LeaveToPerson();
            }

            if (slot.HasToMove)
            {
                _codes.Add(AccessCode.UnsafeGrant);
            }
        }
    }

    /// <summary>Whether the account cannot be compared, because it is unclear which payments belong to it.</summary>
    private bool HasIdentityProblem()
    {
        // While the account's own customer pays, another customer's subscription that is set to end stays unchanged.
        List<PaidSubscription> ofOthers =
        [
            .. _evidence.OfOtherCustomers.Where(other => _paid.Granting.Count == 0 || !other.IsEnding),
        ];
        var otherCustomer = ofOthers.FirstOrDefault()?.CustomerId;
        AccessCode? problem = this switch
        {
            _ when _account.Customer.IsUnreadable => AccessCode.UnreadableValue,
            { _account.CustomerId: null } when otherCustomer is not null || IsGranted => AccessCode.MissingStripeId,
            { _account.CustomerId: null } => null,
            { _evidence.Customer: CustomerState.OtherMode } when IsGranted => AccessCode.LivemodeMismatch,
            { _evidence.Customer: CustomerState.Unknown } when IsGranted => AccessCode.UnknownCustomer,
            { _evidence.SharedWith.Count: > 0 } when IsGranted || _paid.Granting.Count > 0 => AccessCode.SharedCustomer,
            _ when otherCustomer is not null => AccessCode.DuplicateCustomer,
            _ => null,
        };
        if (problem is not { } code)
        {
            return _evidence.Customer != CustomerState.Known;
        }

        _codes.Add(code);
        if (code == AccessCode.DuplicateCustomer && _paid.Granting.Count > 0)
        {
            ofOthers.ForEach(Cancel);
        }
        else if (code is AccessCode.DuplicateCustomer or AccessCode.MissingStripeId && otherCustomer is not null)
        {
            // The customer's metadata in Stripe names this account. An email would not be enough.
            _account.Customer.Wanted = WrittenValue.Text(otherCustomer);
        }
        else
        {
            _account.Customer.LeaveToPerson();
        }

        return true;
    }

    private void JudgeAccess()
    {
        if (_paid.UnmappedPrices.Count > 0)
        {
            _codes.Add(AccessCode.UnknownPrice);
            _changes.AddRange(
                _paid.UnmappedPrices.Select(price => new AccessChange(ChangeTarget.Mapping, price, null, null, true))
            );
            return;
        }

        var kept = EndDoublePayments();
        var plans = kept.Select(_paid.FindPlan).OfType<string>().ToList();
        if (plans.Exists(plan => !_account.IsFree(plan)))
        {
            JudgePaid(plans);
        }
        else
        {
            JudgeUnpaid();
        }

        JudgeTrialEnd(kept.FirstOrDefault(subscription => subscription.Status == "trialing")?.TrialEnd);
        JudgeEntitlements(_paid.FeaturesOf(FindRequired(kept)), _paid.FeaturesOf(kept));
    }

    /// <summary>
    /// Of several continuing subscriptions for a plan, keeps the one for the plan that the account has, else the
    /// newest.
    /// </summary>
    private IReadOnlyList<PaidSubscription> EndDoublePayments()
    {
        var continuing = _paid.Continuing;
        if (continuing.Count < 2)
        {
            // The preferred subscription comes first: continuing ones before those set to end.
            return [.. continuing, .. _paid.Granting.Except(continuing)];
        }

        var kept =
            continuing.FirstOrDefault(subscription => IsSame(_paid.FindPlan(subscription), _account.PlanName))
            ?? continuing[0];
        _codes.Add(AccessCode.TwoLiveSubscriptions);
        foreach (var other in continuing.Where(subscription => subscription != kept))
        {
            Cancel(other);
        }

        return [kept, .. _paid.Granting.Except(continuing)];
    }

    private void JudgePaid(List<string> plans)
    {
        if (_account.Premium is { } premium && (!_account.IsPremium || premium.IsUnreadable))
        {
            premium.Wanted = WriteFlag(premium, true);
            AddUnlessUnreadable(premium, AccessCode.PaidNoAccess);
        }

        if (
            _account.Plan is { } plan
            && (plan.IsUnreadable || !plans.Exists(paid => IsSame(paid, _account.PlanName)))
            && !_account.AllowsPlan(_account.PlanName)
        )
        {
            plan.Wanted = WrittenValue.Text(plans[0]);
            var hasNothing = !_account.HasPaidPlan && _account.Premium is null;
            AddUnlessUnreadable(plan, hasNothing ? AccessCode.PaidNoAccess : AccessCode.WrongPlan);
        }
    }

    private void JudgeUnpaid()
    {
        if (_account.Premium is { IsUnreadable: true } unreadablePremium)
        {
            unreadablePremium.Wanted = WriteFlag(unreadablePremium, false);
        }

        if (_account.Plan is { IsUnreadable: true } unreadablePlan)
        {
            unreadablePlan.Wanted = WrittenValue.Text(_mapping.FreePlan);
        }

        if (!IsGranted)
        {
            return;
        }

        _codes.Add(
            _paid.IsNeverSubscribed && _account.TrialEndsAt <= _now ? AccessCode.TrialExpiredStillPremium : _paid.Denial
        );
        if (_account is { HasUnallowedPremium: true, Premium: { } granted })
        {
            granted.Wanted = WriteFlag(granted, false);
        }

        if (_account.HasUnallowedPlan)
        {
            var gift = _account.Overrides.FirstOrDefault(given => given.Kind == AccessOverrideKind.Plan)?.Name;
            _account.Plan!.Wanted = WrittenValue.Text(gift ?? _mapping.FreePlan);
        }
    }

    /// <summary>Compares only a running trial. After a trial, both sides keep its end date.</summary>
    private void JudgeTrialEnd(DateTimeOffset? paidUntil)
    {
        if (_account.TrialEnd is not { } slot)
        {
            return;
        }

        if (paidUntil is not { } paid)
        {
            if (slot.IsUnreadable)
            {
                slot.Wanted = null;
            }

            return;
        }

        if (slot.IsUnreadable || !IsSameEnd(_account.TrialEndsAt, paid, slot.Value))
        {
            slot.Wanted = WrittenValue.Time(paid, slot.Value, _mapping.FindShape(_mapping.TrialEnd));
            AddUnlessUnreadable(slot, AccessCode.TrialEndDiffers);
        }
    }

    /// <summary>While one subscription is ending and another continues, an account needs the features of the plan that it shows.</summary>
    private IReadOnlyList<PaidSubscription> FindRequired(IReadOnlyList<PaidSubscription> kept)
    {
        List<PaidSubscription> ofShownPlan =
        [
            .. kept.Where(subscription => IsSame(_paid.FindPlan(subscription), _account.PlanName ?? "")),
        ];
        return ofShownPlan.Count > 0
            ? [.. ofShownPlan, .. kept.Where(subscription => _paid.FindPlan(subscription) is null)]
            : kept;
    }

    /// <summary>Features that Stripe does not know are not judged.</summary>
    private void JudgeEntitlements(IReadOnlySet<string> required, IReadOnlySet<string> paid)
    {
        if (_account.Entitlements is not { } slot)
        {
            return;
        }

        var known = _mapping.Features.Values.SelectMany(features => features).ToHashSet(StringComparer.Ordinal);
        List<string> missing = [.. required.Except(_account.Features).Order(StringComparer.Ordinal)];
        List<string> extra =
        [
            .. _account
                .Features.Intersect(known)
                .Except(paid)
                .Where(feature => !_account.AllowsFeature(feature) && !IsLocalTrial)
                .Order(StringComparer.Ordinal),
        ];
        if (missing.Count == 0 && extra.Count == 0 && !slot.IsUnreadable)
        {
            return;
        }

        var wanted = slot is { IsUnreadable: false, Value: { ValueKind: JsonValueKind.Object } value }
            ? JsonObject.Create(value)!
            : [];
        missing.ForEach(feature => wanted[feature] = true);
        extra.ForEach(feature => wanted[feature] = false);
        slot.Wanted = wanted.ToJsonString();
        if (!slot.IsUnreadable)
        {
            _codes.UnionWith(missing.Select(_ => AccessCode.EntitlementMissing));
            _codes.UnionWith(extra.Select(_ => AccessCode.EntitlementExtra));
        }
    }

    /// <summary>Compares the column with the plan after the proposed changes.</summary>
    private void CompareDatabase()
    {
        if (
            _mapping.DatabasePlan is not { } column
            || _account.Plan is not { IsForPerson: false } plan
            || !_evidence.Values.TryGetValue(column, out var stored)
        )
        {
            return;
        }

        var wanted = ReadPlan(plan.Wanted);
        if (!IsSame(wanted, ReadPlan(stored.GetRawText())))
        {
            _codes.Add(AccessCode.DatabasePlanDiffers);
            var from = stored.ValueKind == JsonValueKind.Null ? null : stored.GetRawText();
            _changes.Add(new AccessChange(ChangeTarget.Database, column, from, WrittenValue.Text(wanted)));
        }
    }

    /// <summary>
    /// Reads the plan from a JSON value. An absent or empty value is the free plan; a value of another type matches no
    /// plan.
    /// </summary>
    private string ReadPlan(string? json)
    {
        using var value = JsonDocument.Parse(json ?? "null");
        return AccessValue.TryReadPlan(value.RootElement, out var plan) ? plan ?? _mapping.FreePlan : json!;
    }

    private void Cancel(PaidSubscription subscription) =>
        _changes.Add(
            new AccessChange(
                ChangeTarget.Stripe,
                subscription.Id,
                WrittenValue.Text(subscription.Status),
                WrittenValue.Text("canceled")
            )
        );

    private string WriteFlag(AccessSlot premium, bool flag) =>
        WrittenValue.Flag(flag, premium.Value, _mapping.FindShape(_mapping.Premium));

    private void AddUnlessUnreadable(AccessSlot slot, AccessCode code)
    {
        if (!slot.IsUnreadable)
        {
            _codes.Add(code);
        }
    }

    private string Explain() =>
        $"In Stripe, {_paid}; the account's "
        + string.Join(", ", _account.Slots.Select(slot => $"{slot}"))
        + (
            _evidence.SharedWith.Count > 0 ? $"; the customer also belongs to {string.Join(", ", _evidence.SharedWith)}"
            : _evidence.Customer == CustomerState.Unknown ? "; Stripe has no such customer"
            : _evidence.Customer == CustomerState.OtherMode ? "; Stripe has this customer only in the other mode"
            : ""
        )
        + ".";

    /// <summary>A date without a time matches any time on that day.</summary>
    private static bool IsSameEnd(DateTimeOffset? has, DateTimeOffset paid, JsonElement? value) =>
        has is { } end
        && (
            (end - paid).Duration() <= TrialTolerance
            || (
                value is { ValueKind: JsonValueKind.String } text
                && text.GetString()!.Trim().Length == 10
                && end.Date == paid.UtcDateTime.Date
            )
        );

    private static bool IsSame(string? left, string? right) =>
        string.Equals(left, right, StringComparison.OrdinalIgnoreCase);
}
