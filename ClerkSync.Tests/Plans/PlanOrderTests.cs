using ClerkSync.Core;
using ClerkSync.Core.Plans;
using Microsoft.Extensions.Configuration;

namespace ClerkSync.Tests.Plans;

public sealed class PlanOrderTests
{
    [Theory]
    [InlineData("free", false, true)]
    [InlineData("pro", true, false)]
    [InlineData("enterprise", true, false)]
    [InlineData("unknown", false, false)]
    public void Default_plans_are_ordered_from_free_to_enterprise(string plan, bool isProOrHigher, bool isFree)
    {
        var plans = Read(null);

        Assert.Equal((isProOrHigher, isFree), (plans.IsProOrHigher(plan), plans.IsFree(plan)));
    }

    [Theory]
    [InlineData("starter", "starter", true)]
    [InlineData("team", "starter", true)]
    [InlineData("free", "starter", false)]
    [InlineData("gone", "free", false)]
    public void Plan_order_comes_from_the_setting(string plan, string least, bool expected)
    {
        var plans = Read("free, starter ,team");

        Assert.Equal(expected, plans.IsAtLeast(plan, least));
    }

    [Theory]
    [InlineData("pro", true)]
    [InlineData("enterprise", false)]
    [InlineData("Pro", false)]
    public void IsOnPlan_matches_only_the_exact_plan(string plan, bool expected) =>
        Assert.Equal(expected, Read(null).IsOnPlan(plan, "pro"));

    [Fact]
    public void Check_against_an_unknown_plan_throws()
    {
        var plans = Read("free,team");

        Assert.Throws<ArgumentException>(() => plans.IsOnPlan("free", "gold"));
        Assert.Throws<ArgumentException>(() => plans.IsAtLeast("free", "gold"));
        Assert.Throws<ArgumentException>(() => plans.IsProOrHigher("team"));
    }

    [Fact]
    public void Empty_setting_gives_the_default_plans() => Assert.Equal(["free", "pro", "enterprise"], Read("").Plans);

    [Theory]
    [InlineData("pro,free")]
    [InlineData("free,,pro")]
    [InlineData("free,pro,pro")]
    [InlineData("free,pro plan")]
    [InlineData(",")]
    public void Error_about_a_malformed_setting_names_it(string value)
    {
        var rejection = Assert.Throws<SettingException>(() => Read(value));

        Assert.StartsWith("ClerkSync__Plans must be", rejection.Message, StringComparison.Ordinal);
    }

    private static PlanOrder Read(string? value) =>
        ClerkSyncSettings
            .Read(
                new ConfigurationBuilder()
                    .AddInMemoryCollection([new("DATABASE_URL", "Host=localhost"), new("ClerkSync:Plans", value)])
                    .Build()
            )
            .Plans;
}
