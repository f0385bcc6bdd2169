using ClerkSync.Core;
using Microsoft.Extensions.Configuration;

namespace ClerkSync.Tests.Ops;

public sealed class RetentionSettingTests
{
    [Fact]
    public void Payloads_are_kept_for_30_days_and_rows_for_90_days_by_default()
    {
        var settings = Read("PayloadRetentionDays", "");

        Assert.Equal((30, 90), (settings.PayloadRetentionDays, settings.DeliveryRetentionDays));
    }

    [Theory]
    [InlineData("PayloadRetentionDays", "0")]
    [InlineData("PayloadRetentionDays", "month")]
    [InlineData("PayloadRetentionDays", "3651")]
    [InlineData("DeliveryRetentionDays", "6")]
    [InlineData("DeliveryRetentionDays", "-90")]
    [InlineData("DeliveryRetentionDays", "7.5")]
    public void Invalid_number_of_days_is_rejected_with_the_setting_name(string name, string value)
    {
        var rejection = Assert.Throws<SettingException>(() => Read(name, value));

        Assert.StartsWith($"ClerkSync__{name} must be", rejection.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Rows_can_be_kept_for_only_7_days() =>
        Assert.Equal(7, Read("DeliveryRetentionDays", "7").DeliveryRetentionDays);

    private static ClerkSyncSettings Read(string name, string value) =>
        ClerkSyncSettings.Read(
            new ConfigurationBuilder()
                .AddInMemoryCollection([new("DATABASE_URL", "Host=localhost"), new($"ClerkSync:{name}", value)])
                .Build()
        );
}
