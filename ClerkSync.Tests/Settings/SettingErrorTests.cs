using ClerkSync.Core;
using ClerkSync.Tests.ClerkApi;
using ClerkSync.Tests.Cli;
using Microsoft.Extensions.Configuration;

namespace ClerkSync.Tests.Settings;

/// <summary>All errors in the settings are reported together.</summary>
public sealed class SettingErrorTests
{
    private const string Malformed = "\u0001:hunter2";

    // Any text is valid for these settings.
    private static readonly string[] Texts = ["ClerkSync__UpgradeUrl", "ClerkSync__Account__Name"];

    private static readonly IReadOnlyList<Setting> Declared = ClerkSyncSettings.Examine(
        new ConfigurationBuilder().Build()
    );

    private static readonly IEnumerable<string> Names = Declared
        .Where(setting => setting.StopsStart)
        .Select(setting => setting.Name.Replace("NAME", "generate", StringComparison.Ordinal));

    [Fact]
    public void All_malformed_settings_are_named_in_one_exception()
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(
                Names.Select(name => KeyValuePair.Create(SettingReader.ToKey(name), (string?)Malformed))
            )
            .Build();

        var rejection = Assert.Throws<SettingException>(() => ClerkSyncSettings.Read(configuration));

        Assert.Equal(Names.Except(Texts), rejection.Setting.Split(", "));
        var lines = rejection.Message.Split('\n');
        Assert.All(lines.Zip(rejection.Setting.Split(", ")), pair => Assert.StartsWith(pair.Second, pair.First));
        Assert.DoesNotContain("hunter2", rejection.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Malformed_setting_of_the_access_check_is_an_error_only_when_it_is_used()
    {
        var settings = ClerkApiSettingsTests.Read([
            .. Declared.Where(setting => !setting.StopsStart).Select(setting => (setting.Name, (string?)Malformed)),
        ]);

        Assert.Equal(
            "STRIPE_SECRET_KEY",
            Assert.Throws<SettingException>(() => settings.StripeSecretKey.Value).Setting
        );
        Assert.Equal("STRIPE_API_URL", Assert.Throws<SettingException>(() => settings.StripeApiUrl.Value).Setting);
    }

    [Fact]
    public void One_malformed_setting_is_named_alone()
    {
        var rejection = Assert.Throws<SettingException>(() =>
            ClerkApiSettingsTests.Read(("ClerkSync:DatabaseIdentity", "azure"))
        );

        Assert.Equal("ClerkSync__DatabaseIdentity", rejection.Setting);
        Assert.Equal("ClerkSync__DatabaseIdentity must be one of password, entra.", rejection.Message);
    }

    [Fact]
    public async Task Doctor_reports_each_malformed_setting()
    {
        using var folder = new CliFolder();

        var doctor = await folder.RunAsync(
            "doctor",
            ("CLERK_ISSUER", "hunter2"),
            ("ClerkSync__MaxInstances", "0"),
            ("ClerkSync__Credits__Actions__generate", "-1")
        );

        Assert.Contains("CLERK_ISSUER: malformed (environment)", doctor.Output, StringComparison.Ordinal);
        Assert.Contains("ClerkSync__MaxInstances: malformed (environment)", doctor.Output, StringComparison.Ordinal);
        Assert.Contains("ClerkSync__Credits__Actions__generate: malformed", doctor.Output, StringComparison.Ordinal);
    }
}
