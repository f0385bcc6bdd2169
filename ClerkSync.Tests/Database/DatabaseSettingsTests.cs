using ClerkSync.Core;
using ClerkSync.Core.Database;
using Microsoft.Extensions.Configuration;
using Npgsql;

namespace ClerkSync.Tests.Database;

public sealed class DatabaseSettingsTests
{
    [Theory]
    [InlineData("postgresql://app:hush@db/app", "has a password")]
    [InlineData("Host=db;Username=app;Passfile=/run/pass", "has a password")]
    [InlineData("postgresql://db/app", "names no user")]
    [InlineData("postgresql://app@db/app?sslmode=disable", "unencrypted")]
    [InlineData("postgresql://app@db/app?sslmode=allow", "unencrypted")]
    [InlineData("postgresql://app@db/app?sslmode=prefer", "unencrypted")]
    public void URL_that_does_not_allow_a_token_is_rejected(string url, string reason)
    {
        var rejection = Assert.Throws<SettingException>(() => Read(url, "entra"));

        Assert.Equal("DATABASE_URL", rejection.Setting);
        Assert.Contains(reason, rejection.Message, StringComparison.Ordinal);
        Assert.Contains("ClerkSync__DatabaseIdentity is entra", rejection.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hush", rejection.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("postgresql://app@db/app", SslMode.VerifyFull)]
    [InlineData("postgresql://app@db/app?sslmode=require", SslMode.Require)]
    [InlineData("postgresql://app@db/app?sslmode=verify-ca", SslMode.VerifyCA)]
    public void Token_is_sent_only_to_a_verified_server_unless_the_URL_says_otherwise(string url, SslMode mode) =>
        Assert.Equal(mode, Read(url, "Entra").Connection.SslMode);

    [Fact]
    public void Password_is_the_default_and_leaves_the_URL_unchanged()
    {
        var settings = Read("postgresql://app:hush@db/app", null);

        Assert.Equal(DatabaseIdentity.Password, settings.Identity);
        Assert.Equal(("hush", SslMode.Prefer), (settings.Connection.Password, settings.Connection.SslMode));
    }

    [Fact]
    public void Unknown_identity_is_rejected_with_the_allowed_values() =>
        Assert.Equal(
            "ClerkSync__DatabaseIdentity must be one of password, entra.",
            Assert.Throws<SettingException>(() => Read("postgresql://db/app", "azure")).Message
        );

    private static DatabaseSettings Read(string url, string? identity) =>
        DatabaseSettings.Read(
            new ConfigurationBuilder()
                .AddInMemoryCollection([new("DATABASE_URL", url), new("ClerkSync:DatabaseIdentity", identity)])
                .Build()
        );
}
