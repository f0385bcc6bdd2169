using ClerkSync.Core;
using Microsoft.Extensions.Configuration;

namespace ClerkSync.Tests.ClerkApi;

public sealed class ClerkApiSettingsTests
{
    [Theory]
    [InlineData(null, "https://api.clerk.com/v1/")]
    [InlineData("", "https://api.clerk.com/v1/")]
    [InlineData("https://api.clerk.com/", "https://api.clerk.com/v1/")]
    [InlineData("https://api.clerk.com/v1", "https://api.clerk.com/v1/")]
    [InlineData("https://api.clerk.com/v1/", "https://api.clerk.com/v1/")]
    [InlineData("http://localhost:7072", "http://localhost:7072/v1/")]
    [InlineData("https://proxy.example.com/clerk", "https://proxy.example.com/clerk/v1/")]
    public void API_address_is_accepted_with_or_without_the_version_path(string? value, string expected)
    {
        var settings = Read(("CLERK_API_URL", value));

        Assert.Equal(new Uri(expected), settings.ClerkApiUrl);
    }

    [Theory]
    [InlineData("CLERK_API_URL", "api.clerk.com")]
    [InlineData("CLERK_API_URL", "ftp://api.clerk.com")]
    [InlineData("CLERK_API_URL", "https://user:secret@api.clerk.com")]
    [InlineData("CLERK_SECRET_KEY", "pk_test_secret")]
    [InlineData("CLERK_SECRET_KEY", "sk_test_secret\nX-Header: 1")]
    [InlineData("CLERK_SECRET_KEY", "sk_test_secret…")]
    public void Error_about_a_malformed_setting_does_not_contain_its_value(string name, string value)
    {
        var exception = Assert.Throws<SettingException>(() => Read((name, value)));

        Assert.Equal(name, exception.Setting);
        Assert.DoesNotContain("secret@", exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("_secret", exception.Message, StringComparison.Ordinal);
    }

    internal static ClerkSyncSettings Read(params (string Name, string? Value)[] values) =>
        ClerkSyncSettings.Read(
            new ConfigurationBuilder()
                .AddInMemoryCollection([
                    new("DATABASE_URL", "Host=localhost"),
                    .. values.Select(value => KeyValuePair.Create(value.Name, value.Value)),
                ])
                .Build()
        );
}
