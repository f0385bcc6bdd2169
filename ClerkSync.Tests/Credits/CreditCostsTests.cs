using ClerkSync.Core;
using ClerkSync.Core.Credits;
using Microsoft.Extensions.Configuration;

namespace ClerkSync.Tests.Credits;

public sealed class CreditCostsTests
{
    [Theory]
    [InlineData("generate", 4)]
    [InlineData("GENERATE", 4)]
    [InlineData("preview", 0)]
    [InlineData("export", 1)]
    [InlineData("empty", 1)]
    public void Action_costs_the_configured_amount_or_1_by_default(string action, long expected)
    {
        var costs = Read(("generate", "4"), ("preview", "0"), ("empty", ""));

        Assert.Equal(expected, costs.Of(action));
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("1.5")]
    [InlineData("four")]
    [InlineData(" 4")]
    [InlineData("1000000000001")]
    [InlineData("99999999999999999999")]
    public void Error_about_a_malformed_cost_names_the_setting(string value)
    {
        var rejection = Assert.Throws<SettingException>(() => Read(("generate", value)));

        Assert.StartsWith("ClerkSync__Credits__Actions__generate must be", rejection.Message, StringComparison.Ordinal);
        Assert.Equal("ClerkSync__Credits__Actions__generate", rejection.Setting);
    }

    [Fact]
    public void Action_name_with_a_colon_is_rejected() =>
        Assert.Throws<SettingException>(() => Read(("generate:large", "4")));

    [Theory]
    [InlineData(4, true)]
    [InlineData(3, false)]
    public void Balance_is_sufficient_if_it_is_at_least_the_cost(long balance, bool expected)
    {
        var costs = Read(("generate", "4"));

        Assert.Equal(expected, costs.HasCredits(balance, "generate"));
    }

    private static CreditCosts Read(params (string Action, string Cost)[] actions) =>
        ClerkSyncSettings
            .Read(
                new ConfigurationBuilder()
                    .AddInMemoryCollection([
                        new("DATABASE_URL", "Host=localhost"),
                        .. actions.Select(a =>
                            KeyValuePair.Create($"ClerkSync:Credits:Actions:{a.Action}", (string?)a.Cost)
                        ),
                    ])
                    .Build()
            )
            .CreditCosts;
}
