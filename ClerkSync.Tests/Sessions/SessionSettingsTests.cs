using System.Security.Cryptography;
using ClerkSync.Core;
using ClerkSync.Core.Sessions;
using ClerkSync.Tests.ClerkApi;
using ClerkSync.Tests.Drivers;

namespace ClerkSync.Tests.Sessions;

public sealed class SessionSettingsTests
{
    private static readonly string Pem = FakeIssuer.Key.ExportSubjectPublicKeyInfoPem();

    [Theory]
    [InlineData(null, null)]
    [InlineData(" ", null)]
    [InlineData("https://clerk.example.com", "https://clerk.example.com")]
    [InlineData(" https://Clerk.Example.com:443/ ", "https://clerk.example.com")]
    [InlineData("https://example.com/__clerk/", "https://example.com/__clerk")]
    [InlineData("http://127.0.0.1:7072", "http://127.0.0.1:7072")]
    [InlineData("http://localhost:7072/", "http://localhost:7072")]
    [InlineData("https://clerk.example.com/.well-known/jwks.json", "https://clerk.example.com")]
    [InlineData("https://example.com/__clerk/.well-known/openid-configuration", "https://example.com/__clerk")]
    public void Issuer_is_normalized_to_the_form_in_tokens(string? value, string? expected)
    {
        var settings = ClerkApiSettingsTests.Read((ClerkIssuer.Setting, value));

        Assert.Equal(expected, settings.ClerkIssuer);
    }

    [Fact]
    public void Key_can_have_escaped_line_breaks_or_spaces_instead_of_line_breaks()
    {
        string[] forms =
        [
            Pem,
            $"\n{Pem}\n",
            Pem.ReplaceLineEndings("\r\n"),
            Pem.ReplaceLineEndings("\\n"),
            Pem.ReplaceLineEndings(" "),
        ];

        var keys = forms.Select(form => $"{ClerkApiSettingsTests.Read((ClerkJwtKey.Setting, form)).ClerkJwtKey}");

        Assert.All(keys, key => Assert.Equal("RSA, 2048 bits", key));
    }

    [Fact]
    public void Parties_are_normalized_to_the_origins_that_browsers_send()
    {
        var settings = ClerkApiSettingsTests.Read(
            (AuthorizedParties.Setting, "https://App.example.com/, http://localhost:3000 chrome-extension://abcdefgh")
        );

        Assert.Equal(
            ["https://app.example.com", "http://localhost:3000", "chrome-extension://abcdefgh"],
            settings.AuthorizedParties
        );
    }

    [Theory]
    [InlineData(ClerkIssuer.Setting, "clerk.secret.example.com")]
    [InlineData(ClerkIssuer.Setting, "http://clerk.secret.example.com")]
    [InlineData(ClerkIssuer.Setting, "https://user:secret@clerk.example.com")]
    [InlineData(ClerkIssuer.Setting, "https://clerk.example.com?secret")]
    [InlineData(ClerkIssuer.Setting, "https://clerk.example.com#secret")]
    [InlineData(ClerkIssuer.Setting, "ftp://secret.example.com")]
    [InlineData(ClerkIssuer.Setting, "https://api.clerk.com/v1/secret")]
    [InlineData(AuthorizedParties.Setting, "app.secret.example.com")]
    [InlineData(AuthorizedParties.Setting, "https://app.example.com, https://secret.example.com/path")]
    [InlineData(AuthorizedParties.Setting, "https://user:secret@app.example.com")]
    [InlineData(AuthorizedParties.Setting, "https://app.example.com?secret")]
    [InlineData(AuthorizedParties.Setting, "https://secrét.example.com")]
    [InlineData(AuthorizedParties.Setting, "null")]
    [InlineData(AuthorizedParties.Setting, "*")]
    [InlineData(ClerkJwtKey.Setting, "secret")]
    [InlineData(ClerkJwtKey.Setting, "-----BEGIN PUBLIC KEY-----\nsecret\n-----END PUBLIC KEY-----")]
    [InlineData(ClerkJwtKey.Setting, "-----BEGIN PUBLIC KEY-----\nc2VjcmV0\n-----END PUBLIC KEY-----")]
    public void Malformed_setting_is_rejected_without_repeating_its_value(string name, string value)
    {
        var exception = Assert.Throws<SettingException>(() => ClerkApiSettingsTests.Read((name, value)));

        Assert.Equal(name, exception.Setting);
        Assert.StartsWith(name, exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Weak_or_unsupported_key_is_rejected()
    {
        using var weak = RSA.Create(1024);
        using var curve = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        string[] keys =
        [
            weak.ExportSubjectPublicKeyInfoPem(),
            curve.ExportSubjectPublicKeyInfoPem(),
            FakeIssuer.Key.ExportRSAPublicKeyPem(),
            $"{Pem}\n{Pem}",
            $"# of 2025\n{Pem}",
        ];

        Assert.All(keys, key => Reject(key));
    }

    [Fact]
    public void Private_key_is_rejected_with_a_specific_message()
    {
        string[] keys =
        [
            FakeIssuer.Key.ExportPkcs8PrivateKeyPem(),
            FakeIssuer.Key.ExportRSAPrivateKeyPem(),
            $"{Pem}\n{FakeIssuer.Key.ExportPkcs8PrivateKeyPem()}",
        ];

        Assert.All(keys, key => Assert.Contains("not a private one", Reject(key).Message, StringComparison.Ordinal));
    }

    [Fact]
    public async Task No_token_is_accepted_without_an_issuer_even_with_a_key()
    {
        await using var issuer = await FakeIssuer.StartAsync();
        var token = issuer.Sign();

        var alone = await issuer.CreateVerifier((ClerkIssuer.Setting, "")).VerifyAsync(token, CancellationToken.None);
        var withKey = await issuer
            .CreateVerifier((ClerkIssuer.Setting, null), FakeIssuer.JwtKey)
            .VerifyAsync(token, CancellationToken.None);

        Assert.Equal(SessionTokenRejection.NotConfigured, alone.Rejection);
        Assert.Equal(SessionTokenRejection.NotConfigured, withKey.Rejection);
        Assert.Contains(issuer.Logs, line => line.Contains("CLERK_ISSUER is not set", StringComparison.Ordinal));
    }

    [Fact]
    public void Every_rejection_has_a_unique_code()
    {
        var codes = Enum.GetValues<SessionTokenRejection>().Select(SessionTokenRejections.ToText).ToList();

        Assert.Equal(codes.Distinct(), codes);
        Assert.All(codes, code => Assert.Matches("^[a-z_]+$", code));
    }

    private static SettingException Reject(string key) =>
        Assert.Throws<SettingException>(() => ClerkApiSettingsTests.Read((ClerkJwtKey.Setting, key)));
}
