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
    public void Action_costs_what_the_setting_says_and_1_if_it_says_nothing(string action, long expected)
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
    public void Malformed_cost_is_a_sentence_that_names_the_setting(string value)
    {
        var rejection = Assert.Throws<SettingException>(() => Read(("generate", value)));

        Assert.StartsWith("ClerkSync__Credits__Actions__generate must be", rejection.Message, StringComparison.Ordinal);
        Assert.Equal("ClerkSync__Credits__Actions__generate", rejection.Setting);
    }

    [Fact]
    public void Name_in_parts_is_malformed() => Assert.Throws<SettingException>(() => Read(("generate:large", "4")));

    [Theory]
    [InlineData(4, true)]
    [InlineData(3, false)]
    public void Balance_suffices_from_the_cost_on(long balance, bool expected)
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
