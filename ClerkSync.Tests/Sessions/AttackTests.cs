using System.Security.Cryptography;
using System.Text;
using ClerkSync.Core.Sessions;
using ClerkSync.Tests.Drivers;

namespace ClerkSync.Tests.Sessions;

public sealed class AttackTests : IAsyncLifetime
{
    private FakeIssuer _issuer = null!;

    public async Task InitializeAsync() => _issuer = await FakeIssuer.StartAsync();

    public async Task DisposeAsync() => await _issuer.DisposeAsync();

    [Fact]
    public async Task Valid_token_is_accepted()
    {
        var token = _issuer.Sign();

        var byJwks = await _issuer.CreateVerifier().VerifyAsync(token, CancellationToken.None);
        var byPem = await _issuer.CreateVerifier(FakeIssuer.JwtKey).VerifyAsync(token, CancellationToken.None);

        Assert.Equal((null, null), (byJwks.Rejection, byPem.Rejection));
    }

    [Fact]
    public async Task Every_attack_is_rejected_with_the_expected_reason()
    {
        var attacks = new Attacks(_issuer).All;
        var verifier = _issuer.CreateVerifier();

        var wrong = new List<string>();
        foreach (var (name, attack) in attacks)
        {
            var result = await verifier.VerifyAsync(attack.Token, CancellationToken.None);
            if (result.Rejection != attack.Rejection)
            {
                wrong.Add($"{name}: {result.Rejection}, not {attack.Rejection}");
            }
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    [Fact]
    public async Task Configured_key_rejects_attacks_without_a_network_request()
    {
        var attacks = new Attacks(_issuer).All;
        var verifier = _issuer.CreateVerifier(FakeIssuer.JwtKey);

        var accepted = new List<string>();
        foreach (var (name, attack) in attacks)
        {
            if ((await verifier.VerifyAsync(attack.Token, CancellationToken.None)).IsAccepted)
            {
                accepted.Add(name);
            }
        }

        // The configured key is the only key, so a token does not need a key id.
        Assert.Equal(["no key id"], accepted);
        Assert.Empty(_issuer.Requests);
    }

    [Fact]
    public async Task Token_has_only_one_valid_encoding()
    {
        var token = _issuer.Sign();
        var parts = token.Split('.');
        string[] malformed =
        [
            "",
            ".",
            "..",
            "undefined",
            $"{parts[0]}.{parts[1]}",
            $"{token}.",
            $".{token}",
            $"{token}.{parts[2]}",
            $"{token}==",
            $"{parts[0]}=.{parts[1]}.{parts[2]}",
            $"{parts[0]}.{parts[1]}=.{parts[2]}",
            $"{token} ",
            $" {token}",
            $"{parts[0]}.\n{parts[1]}.{parts[2]}",
            $"{token}+/",
            $"{token}\0",
            token.Replace('.', '．'),
        ];
        string[] unsigned =
        [
            $"{parts[0]}..{parts[2]}",
            // The last character of a 256-byte signature has four unused bits.
            token[..^1] + (char)(token[^1] + 1),
            token + "A",
            token[..^4],
        ];

        var rejections = await Task.WhenAll(malformed.Concat(unsigned).Select(VerifyAsync));

        Assert.Equal<SessionTokenRejection?>(
            [
                .. malformed.Select(_ => SessionTokenRejection.Malformed),
                .. unsigned.Select(_ => SessionTokenRejection.InvalidSignature),
            ],
            rejections
        );

        async Task<SessionTokenRejection?> VerifyAsync(string other) =>
            (await _issuer.CreateVerifier(FakeIssuer.JwtKey).VerifyAsync(other, CancellationToken.None)).Rejection;
    }

    [Theory]
    [InlineData("[]", "{}")]
    [InlineData("null", "{}")]
    [InlineData("{", "{}")]
    [InlineData("""{"alg":["RS256"]}""", "{}")]
    [InlineData("""{"alg":"RS256","typ":"JWT"}""", "[]")]
    [InlineData("""{"alg":"RS256","typ":"JWT"}""", "null")]
    [InlineData("""{"alg":"RS256","typ":"JWT"}""", "text")]
    [InlineData("""{"alg":"RS256","typ":"JWT"}""", "{} {}")]
    public async Task Header_or_claims_that_are_not_a_JSON_object_are_malformed(string header, string claims)
    {
        var token = FakeIssuer.Sign(header, claims);

        var result = await _issuer.CreateVerifier(FakeIssuer.JwtKey).VerifyAsync(token, CancellationToken.None);

        Assert.Equal(SessionTokenRejection.Malformed, result.Rejection);
    }

    [Fact]
    public async Task Claims_that_are_not_UTF_8_are_malformed()
    {
        byte[] claims =
        [
            .. Encoding.UTF8.GetBytes(_issuer.Claims().ToJsonString()[..^1]),
            .. ""","name":" """u8,
            0xff,
            .. "\"}"u8,
        ];
        var token = FakeIssuer.Sign(
            FakeIssuer.Header().ToJsonString(),
            claims,
            bytes => FakeIssuer.Key.SignData(bytes, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
        );

        var result = await _issuer.CreateVerifier(FakeIssuer.JwtKey).VerifyAsync(token, CancellationToken.None);

        Assert.Equal(SessionTokenRejection.Malformed, result.Rejection);
    }

    [Fact]
    public async Task Token_can_have_at_most_8192_characters()
    {
        var verifier = _issuer.CreateVerifier(FakeIssuer.JwtKey);

        var tokens = Enumerable
            .Range(5550, 100)
            .Select(length => _issuer.Sign(("name", new string('x', length))))
            .ToList();

        var longest = await verifier.VerifyAsync(tokens.Last(token => token.Length <= 8192), CancellationToken.None);
        var tooLong = await verifier.VerifyAsync(tokens.First(token => token.Length > 8192), CancellationToken.None);

        Assert.True(longest.IsAccepted);
        Assert.Equal(SessionTokenRejection.TooLong, tooLong.Rejection);
    }

    [Fact]
    public async Task Rejected_token_is_never_logged()
    {
        var verifier = _issuer.CreateVerifier();
        var attacks = new Attacks(_issuer).All.Values.Select(attack => attack.Token).ToList();

        foreach (var token in attacks)
        {
            await verifier.VerifyAsync(token, CancellationToken.None);
        }

        var parts = attacks.SelectMany(token => token.Split('.')).Where(part => part.Length > 8);
        Assert.All(
            parts,
            part => Assert.DoesNotContain(_issuer.Logs, line => line.Contains(part, StringComparison.Ordinal))
        );
    }
}
