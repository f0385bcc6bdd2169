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
    public void Plans_are_in_order(string plan, bool isProOrHigher, bool isFree)
    {
        var plans = Read(null);

        Assert.Equal((isProOrHigher, isFree), (plans.IsProOrHigher(plan), plans.IsFree(plan)));
    }

    [Theory]
    [InlineData("starter", "starter", true)]
    [InlineData("team", "starter", true)]
    [InlineData("free", "starter", false)]
    [InlineData("gone", "free", false)]
    public void Order_is_that_of_the_setting(string plan, string least, bool expected)
    {
        var plans = Read("free, starter ,team");

        Assert.Equal(expected, plans.IsAtLeast(plan, least));
    }

    [Theory]
    [InlineData("pro", true)]
    [InlineData("enterprise", false)]
    [InlineData("Pro", false)]
    public void On_a_plan_is_on_that_very_one(string plan, bool expected) =>
        Assert.Equal(expected, Read(null).IsOnPlan(plan, "pro"));

    [Fact]
    public void Question_for_a_plan_that_there_is_not_is_a_mistake_that_is_told()
    {
        var plans = Read("free,team");

        Assert.Throws<ArgumentException>(() => plans.IsOnPlan("free", "gold"));
        Assert.Throws<ArgumentException>(() => plans.IsAtLeast("free", "gold"));
        Assert.Throws<ArgumentException>(() => plans.IsProOrHigher("team"));
    }

    [Fact]
    public void Empty_setting_is_the_default() => Assert.Equal(["free", "pro", "enterprise"], Read("").Plans);

    [Theory]
    [InlineData("pro,free")]
    [InlineData("free,,pro")]
    [InlineData("free,pro,pro")]
    [InlineData("free,pro plan")]
    [InlineData(",")]
    public void Malformed_setting_is_a_sentence_that_names_it(string value)
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
