using ClerkSync.Core.Access;
using ClerkSync.Core.Access.Fields;
using ClerkSync.Core.StripeApi;

namespace ClerkSync.Tests.Access;

/// <summary>The plan that is proposed for a Stripe price.</summary>
public sealed class PriceProposalTests
{
    private static readonly string[] Plans = ["free", "pro", "Pro Plus", "team-2024", ""];

    [Theory]
    [InlineData("pro_monthly", "", "pro")]
    [InlineData("PRO-yearly", "", "pro")]
    [InlineData(null, "Acme Pro", "pro")]
    [InlineData("team_2024", "", "team-2024")]
    [InlineData("team", "", null)]
    [InlineData("professional", "Professional", null)]
    [InlineData("pro_plus_monthly", "", "Pro Plus")]
    // Two plans match, so a person has to decide.
    [InlineData("free_pro", "", null)]
    [InlineData(null, "", null)]
    public void Plan_is_proposed_only_if_the_price_is_named_after_it(string? lookupKey, string product, string? plan) =>
        Assert.Equal(
            plan,
            PriceProposals.Propose(new ListedPrice(new PaidPrice(lookupKey, "price_1", "prod_1"), product), Plans)
        );
}
