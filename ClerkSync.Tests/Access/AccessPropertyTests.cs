using ClerkSync.Core.Access;
using ClerkSync.Tests.Drivers;
using static ClerkSync.Tests.Access.Accounts;

namespace ClerkSync.Tests.Access;

/// <summary>No false alarm, no missed fault, and proposed changes that correct the fault.</summary>
public sealed class AccessPropertyTests
{
    private static readonly int Seed = int.TryParse(Environment.GetEnvironmentVariable("CLERKSYNC_SEED"), out var given)
        ? given
        : Environment.TickCount;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Healthy_accounts_have_no_incident(bool isPostgres)
    {
        var healthy = new HealthyAccounts(new Random(Seed));
        for (var i = 0; i < TestSize.Of(2000, 10_000); i++)
        {
            var account = healthy.Any();

            var finding = Decide(account, Mapping, isPostgres);

            Assert.True(finding is null, $"CLERKSYNC_SEED={Seed}, account {i}: {finding?.Code}: {finding?.Reason}");
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Fault_gets_its_code_and_the_proposed_changes_correct_it(bool isPostgres)
    {
        var faults = new Faults(new Random(Seed));
        // Users can write unsafe metadata, but not a column.
        var codes = Enum.GetValues<AccessCode>().Where(code => !isPostgres || code != AccessCode.UnsafeGrant).ToArray();
        for (var i = 0; i < TestSize.Of(codes.Length * 10, 1000); i++)
        {
            var code = codes[i % codes.Length];
            var (before, after) = faults.Make(code);
            var mapping = code == AccessCode.UnsafeGrant ? Mapping with { Plan = "unsafe_metadata.plan" } : Mapping;
            var why = $"CLERKSYNC_SEED={Seed}, fault {i}, {code}";

            var well = Decide(before, mapping, isPostgres);
            var finding = Decide(after, mapping, isPostgres);
            var (repaired, mapped) = Apply(finding, before, after, mapping);
            var left = Decide(repaired, mapped, isPostgres);

            Assert.True(well is null, $"{why}, before: {well?.Code}: {well?.Reason}");
            Assert.True(finding?.Code == code, $"{why}: {finding?.Code}: {finding?.Reason}");
            Assert.True(left is null, $"{why}, after the changes: {left?.Code}: {left?.Reason}");
        }
    }

    /// <summary>Decides with the values in the metadata, or in the columns of a table.</summary>
    private static AccessFinding? Decide(AccessEvidence account, AccessMapping mapping, bool isPostgres)
    {
        if (!isPostgres)
        {
            return AccessDecision.Decide(account, mapping, new(), Now);
        }

        var finding = AccessDecision.Decide(
            account with
            {
                Values = account.Values.ToDictionary(value => ToColumn(value.Key), value => value.Value),
            },
            ToColumns(mapping),
            new(),
            Now
        );
        return finding is null
            ? null
            : finding with
            {
                Changes = [.. finding.Changes.Select(change => change with { Field = FromColumn(change.Field) })],
            };
    }

    /// <summary>Applies the proposed changes. If a person has to decide, it restores the value from before the fault.</summary>
    private static (AccessEvidence, AccessMapping) Apply(
        AccessFinding? finding,
        AccessEvidence before,
        AccessEvidence account,
        AccessMapping mapping
    )
    {
        foreach (var change in finding?.Changes ?? [])
        {
            (account, mapping) = change.Target switch
            {
                ChangeTarget.Mapping => (account, Map(mapping, change.Field)),
                ChangeTarget.Stripe => (Cancel(account, change.Field), mapping),
                _ when change.Field != Customer => (
                    account.With(
                        change.Field,
                        change.IsForPerson ? before.Values[change.Field].GetRawText() : change.To
                    ),
                    mapping
                ),
                _ when change.IsForPerson => (WithCustomerOf(before, account), mapping),
                _ => (Relink(account, change.To!), mapping),
            };
        }

        return (account, mapping);
    }

    private static AccessMapping Map(AccessMapping mapping, string price) =>
        mapping with
        {
            // The new price is for the plan that the account has.
            Prices = mapping.Prices.Append(new(price, "pro")).ToDictionary(),
        };

    private static AccessEvidence Cancel(AccessEvidence account, string subscription) =>
        account with
        {
            Subscriptions =
            [
                .. account.Subscriptions.Select(paid =>
                    paid.Id == subscription ? paid with { Status = "canceled", EndedAt = Now } : paid
                ),
            ],
            OfOtherCustomers = [.. account.OfOtherCustomers.Where(paid => paid.Id != subscription)],
        };

    private static AccessEvidence WithCustomerOf(AccessEvidence before, AccessEvidence account) =>
        account.With(Customer, before.Values[Customer].GetRawText()) with
        {
            Customer = before.Customer,
            Subscriptions = before.Subscriptions,
            SharedWith = before.SharedWith,
            OfOtherCustomers = before.OfOtherCustomers,
        };

    private static AccessEvidence Relink(AccessEvidence account, string customer) =>
        account.With(Customer, customer) with
        {
            Subscriptions = account.OfOtherCustomers,
            OfOtherCustomers = [],
        };
}
