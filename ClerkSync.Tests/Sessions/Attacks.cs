using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using ClerkSync.Core.Sessions;
using ClerkSync.Tests.Drivers;

namespace ClerkSync.Tests.Sessions;

/// <summary>Tokens that an attacker creates, or derives from a token that Clerk issued.</summary>
internal sealed class Attacks(FakeIssuer issuer)
{
    private const string Rs256 = """{"alg":"RS256","kid":"ins_ours","typ":"JWT"}""";

    private string Claims => issuer.Claims().ToJsonString();

    private byte[] ClaimBytes => Encoding.UTF8.GetBytes(Claims);

    public IReadOnlyDictionary<string, (string Token, SessionTokenRejection Rejection)> All =>
        new Dictionary<string, (string, SessionTokenRejection)>
        {
            ["no signature, alg none"] = (Unsigned("none"), SessionTokenRejection.UnsupportedAlgorithm),
            ["no signature, alg nOnE"] = (Unsigned("nOnE"), SessionTokenRejection.UnsupportedAlgorithm),
            ["no signature, alg RS256"] = (Unsigned("RS256"), SessionTokenRejection.InvalidSignature),
            ["no alg"] = (FakeIssuer.Sign("{}", Claims), SessionTokenRejection.UnsupportedAlgorithm),
            ["alg none, but signed"] = (With("alg", "none"), SessionTokenRejection.UnsupportedAlgorithm),
            ["alg in lower case"] = (With("alg", "rs256"), SessionTokenRejection.UnsupportedAlgorithm),
            ["HMAC with the PEM as secret"] = (
                Hmac(Encoding.ASCII.GetBytes(FakeIssuer.Key.ExportSubjectPublicKeyInfoPem())),
                SessionTokenRejection.UnsupportedAlgorithm
            ),
            ["HMAC with the key's bytes as secret"] = (
                Hmac(FakeIssuer.Key.ExportSubjectPublicKeyInfo()),
                SessionTokenRejection.UnsupportedAlgorithm
            ),
            ["HMAC that says RS256"] = (
                Hmac(FakeIssuer.Key.ExportSubjectPublicKeyInfo(), "RS256"),
                SessionTokenRejection.InvalidSignature
            ),
            ["ES256"] = (Ecdsa("ES256", ECCurve.NamedCurves.nistP256), SessionTokenRejection.UnsupportedAlgorithm),
            ["ES256 on another curve"] = (
                Ecdsa("ES256", ECCurve.NamedCurves.nistP521),
                SessionTokenRejection.UnsupportedAlgorithm
            ),
            ["a curve that says RS256"] = (
                Ecdsa("RS256", ECCurve.NamedCurves.nistP256),
                SessionTokenRejection.InvalidSignature
            ),
            ["PS256 by our key"] = (
                Signed("PS256", HashAlgorithmName.SHA256, RSASignaturePadding.Pss),
                SessionTokenRejection.UnsupportedAlgorithm
            ),
            ["RS512 by our key"] = (
                Signed("RS512", HashAlgorithmName.SHA512, RSASignaturePadding.Pkcs1),
                SessionTokenRejection.UnsupportedAlgorithm
            ),
            ["RS256 with the padding of PS256"] = (
                Signed("RS256", HashAlgorithmName.SHA256, RSASignaturePadding.Pss),
                SessionTokenRejection.InvalidSignature
            ),
            ["RS256 with another hash"] = (
                Signed("RS256", HashAlgorithmName.SHA512, RSASignaturePadding.Pkcs1),
                SessionTokenRejection.InvalidSignature
            ),
            ["the key that the token brings along"] = (
                FakeIssuer.Sign(
                    FakeIssuer.Header(("jwk", FakeIssuer.ToJwk(FakeIssuer.Kid, FakeIssuer.AnotherKey))),
                    issuer.Claims(),
                    FakeIssuer.AnotherKey
                ),
                SessionTokenRejection.UnsupportedHeader
            ),
            ["the place of a key"] = (
                With("jku", "https://evil.example.com/jwks.json"),
                SessionTokenRejection.UnsupportedHeader
            ),
            ["the place of a certificate"] = (
                With("x5u", "https://evil.example.com/x.pem"),
                SessionTokenRejection.UnsupportedHeader
            ),
            ["a certificate"] = (With("x5c", new JsonArray("MIIB")), SessionTokenRejection.UnsupportedHeader),
            ["something that must be understood"] = (
                With("crit", new JsonArray("b64")),
                SessionTokenRejection.UnsupportedHeader
            ),
            ["another instance, by its own key id"] = (
                FakeIssuer.Sign(
                    FakeIssuer.Header(("kid", "ins_other")),
                    issuer.Claims(("iss", "https://clerk.other.example.com")),
                    FakeIssuer.AnotherKey
                ),
                SessionTokenRejection.UnknownKey
            ),
            ["another instance, by our key id"] = (
                FakeIssuer.Sign(FakeIssuer.Header(), issuer.Claims(), FakeIssuer.AnotherKey),
                SessionTokenRejection.InvalidSignature
            ),
            ["no key id"] = (With("kid", null), SessionTokenRejection.UnknownKey),
            ["another issuer, by our key"] = (
                issuer.Sign(("iss", "https://clerk.other.example.com")),
                SessionTokenRejection.WrongIssuer
            ),
            ["an issuer that begins with ours"] = (
                issuer.Sign(("iss", $"{issuer.Url}.example.com")),
                SessionTokenRejection.WrongIssuer
            ),
            ["no issuer"] = (issuer.Sign(("iss", null)), SessionTokenRejection.WrongIssuer),
            ["changed claims"] = (Forged(), SessionTokenRejection.InvalidSignature),
            ["a token of a machine"] = (With("cat", "cl_B7d4PD333AAA"), SessionTokenRejection.NotASessionToken),
            ["a token of a template"] = (With("cat", "cl_B7d4PD222AAA"), SessionTokenRejection.NotASessionToken),
            ["a token of OAuth"] = (With("typ", "at+jwt"), SessionTokenRejection.NotASessionToken),
            ["a token of no session"] = (issuer.Sign(("sid", null)), SessionTokenRejection.InvalidClaims),
            ["issued in the future"] = (issuer.Sign(("iat", issuer.Now + 30)), SessionTokenRejection.IssuedInFuture),
            ["an end that is text"] = (issuer.Sign(("exp", $"{issuer.Now + 60}")), SessionTokenRejection.Malformed),
            ["alg twice"] = (
                FakeIssuer.Sign("""{"alg":"none","kid":"ins_ours","typ":"JWT","alg":"RS256"}""", Claims),
                SessionTokenRejection.Malformed
            ),
            ["kid twice"] = (
                FakeIssuer.Sign("""{"alg":"RS256","kid":"ins_other","typ":"JWT","kid":"ins_ours"}""", Claims),
                SessionTokenRejection.Malformed
            ),
            ["sub twice"] = (Twice("sub", "\"user_2\""), SessionTokenRejection.Malformed),
            ["iss twice"] = (Twice("iss", "\"https://evil.example.com\""), SessionTokenRejection.Malformed),
            ["exp twice"] = (Twice("exp", "1"), SessionTokenRejection.Malformed),
            ["sts twice"] = (Twice("sts", "\"pending\""), SessionTokenRejection.Malformed),
            ["padding behind the signature"] = ($"{issuer.Sign()}==", SessionTokenRejection.Malformed),
            ["padding in what is signed"] = (SignPadded(), SessionTokenRejection.Malformed),
            ["text behind the header"] = (FakeIssuer.Sign($"{Rs256}x", Claims), SessionTokenRejection.Malformed),
            ["text behind the claims"] = (FakeIssuer.Sign(Rs256, $"{Claims}x"), SessionTokenRejection.Malformed),
        };

    private string Unsigned(string algorithm) =>
        FakeIssuer.Sign($$"""{"alg":"{{algorithm}}","kid":"ins_ours"}""", ClaimBytes, _ => []);

    private string With(string name, JsonNode? value) =>
        FakeIssuer.Sign(FakeIssuer.Header((name, value)), issuer.Claims());

    private string Hmac(byte[] secret, string algorithm = "HS256") =>
        FakeIssuer.Sign(
            $$"""{"alg":"{{algorithm}}","kid":"ins_ours"}""",
            ClaimBytes,
            bytes => HMACSHA256.HashData(secret, bytes)
        );

    private string Ecdsa(string algorithm, ECCurve curve)
    {
        using var key = ECDsa.Create(curve);
        return FakeIssuer.Sign(
            $$"""{"alg":"{{algorithm}}","kid":"ins_ours"}""",
            ClaimBytes,
            bytes => key.SignData(bytes, HashAlgorithmName.SHA256)
        );
    }

    private string Signed(string algorithm, HashAlgorithmName hash, RSASignaturePadding padding) =>
        FakeIssuer.Sign(
            $$"""{"alg":"{{algorithm}}","kid":"ins_ours"}""",
            ClaimBytes,
            bytes => FakeIssuer.Key.SignData(bytes, hash, padding)
        );

    /// <summary>With another value before the right one.</summary>
    private string Twice(string claim, string other) =>
        FakeIssuer.Sign(Rs256, Claims.Replace("{", $$"""{"{{claim}}":{{other}},""", StringComparison.Ordinal));

    /// <summary>The padding of the header is part of what is signed.</summary>
    private string SignPadded()
    {
        // A length of one more than a multiple of three is padded with two characters.
        var header = Convert.ToBase64String(Encoding.ASCII.GetBytes(Rs256.PadRight(46)));
        var signed = $"{header}.{Base64Url.EncodeToString(ClaimBytes)}";
        var signature = FakeIssuer.Key.SignData(
            Encoding.ASCII.GetBytes(signed),
            HashAlgorithmName.SHA256,
            RSASignaturePadding.Pkcs1
        );
        return $"{signed}.{Base64Url.EncodeToString(signature)}";
    }

    private string Forged()
    {
        var (good, evil) = (issuer.Sign().Split('.'), issuer.Sign(("sub", "user_2")).Split('.'));
        return $"{good[0]}.{evil[1]}.{good[2]}";
    }
}
