using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using ClerkSync.Core.Sessions;
using ClerkSync.Tests.Drivers;

namespace ClerkSync.Tests.Sessions;

/// <summary>Tokens that somebody made who is not Clerk, or made of one that is.</summary>
internal sealed class Attacks(FakeIssuer issuer)
{
    private const string Rs256 = """{"alg":"RS256","kid":"ins_ours","typ":"JWT"}""";

    private string Claims => issuer.Claims().ToJsonString();

    private byte[] ClaimBytes => Encoding.UTF8.GetBytes(Claims);

    public IReadOnlyDictionary<string, (string Token, SessionTokenRefusal Refusal)> All =>
        new Dictionary<string, (string, SessionTokenRefusal)>
        {
            ["no signature, alg none"] = (Unsigned("none"), SessionTokenRefusal.UnsupportedAlgorithm),
            ["no signature, alg nOnE"] = (Unsigned("nOnE"), SessionTokenRefusal.UnsupportedAlgorithm),
            ["no signature, alg RS256"] = (Unsigned("RS256"), SessionTokenRefusal.InvalidSignature),
            ["no alg"] = (FakeIssuer.Sign("{}", Claims), SessionTokenRefusal.UnsupportedAlgorithm),
            ["alg none, but signed"] = (With("alg", "none"), SessionTokenRefusal.UnsupportedAlgorithm),
            ["alg in lower case"] = (With("alg", "rs256"), SessionTokenRefusal.UnsupportedAlgorithm),
            ["HMAC with the PEM as secret"] = (
                Hmac(Encoding.ASCII.GetBytes(FakeIssuer.Key.ExportSubjectPublicKeyInfoPem())),
                SessionTokenRefusal.UnsupportedAlgorithm
            ),
            ["HMAC with the key's bytes as secret"] = (
                Hmac(FakeIssuer.Key.ExportSubjectPublicKeyInfo()),
                SessionTokenRefusal.UnsupportedAlgorithm
            ),
            ["HMAC that says RS256"] = (
                Hmac(FakeIssuer.Key.ExportSubjectPublicKeyInfo(), "RS256"),
                SessionTokenRefusal.InvalidSignature
            ),
            ["ES256"] = (Ecdsa("ES256", ECCurve.NamedCurves.nistP256), SessionTokenRefusal.UnsupportedAlgorithm),
            ["ES256 on another curve"] = (
                Ecdsa("ES256", ECCurve.NamedCurves.nistP521),
                SessionTokenRefusal.UnsupportedAlgorithm
            ),
            ["a curve that says RS256"] = (
                Ecdsa("RS256", ECCurve.NamedCurves.nistP256),
                SessionTokenRefusal.InvalidSignature
            ),
            ["PS256 by our key"] = (
                Signed("PS256", HashAlgorithmName.SHA256, RSASignaturePadding.Pss),
                SessionTokenRefusal.UnsupportedAlgorithm
            ),
            ["RS512 by our key"] = (
                Signed("RS512", HashAlgorithmName.SHA512, RSASignaturePadding.Pkcs1),
                SessionTokenRefusal.UnsupportedAlgorithm
            ),
            ["RS256 with the padding of PS256"] = (
                Signed("RS256", HashAlgorithmName.SHA256, RSASignaturePadding.Pss),
                SessionTokenRefusal.InvalidSignature
            ),
            ["RS256 with another hash"] = (
                Signed("RS256", HashAlgorithmName.SHA512, RSASignaturePadding.Pkcs1),
                SessionTokenRefusal.InvalidSignature
            ),
            ["the key that the token brings along"] = (
                FakeIssuer.Sign(
                    FakeIssuer.Header(("jwk", FakeIssuer.ToJwk(FakeIssuer.Kid, FakeIssuer.AnotherKey))),
                    issuer.Claims(),
                    FakeIssuer.AnotherKey
                ),
                SessionTokenRefusal.UnsupportedHeader
            ),
            ["the place of a key"] = (
                With("jku", "https://evil.example.com/jwks.json"),
                SessionTokenRefusal.UnsupportedHeader
            ),
            ["the place of a certificate"] = (
                With("x5u", "https://evil.example.com/x.pem"),
                SessionTokenRefusal.UnsupportedHeader
            ),
            ["a certificate"] = (With("x5c", new JsonArray("MIIB")), SessionTokenRefusal.UnsupportedHeader),
            ["something that must be understood"] = (
                With("crit", new JsonArray("b64")),
                SessionTokenRefusal.UnsupportedHeader
            ),
            ["another instance, by its own key id"] = (
                FakeIssuer.Sign(
                    FakeIssuer.Header(("kid", "ins_other")),
                    issuer.Claims(("iss", "https://clerk.other.example.com")),
                    FakeIssuer.AnotherKey
                ),
                SessionTokenRefusal.UnknownKey
            ),
            ["another instance, by our key id"] = (
                FakeIssuer.Sign(FakeIssuer.Header(), issuer.Claims(), FakeIssuer.AnotherKey),
                SessionTokenRefusal.InvalidSignature
            ),
            ["no key id"] = (With("kid", null), SessionTokenRefusal.UnknownKey),
            ["another issuer, by our key"] = (
                issuer.Sign(("iss", "https://clerk.other.example.com")),
                SessionTokenRefusal.WrongIssuer
            ),
            ["an issuer that begins with ours"] = (
                issuer.Sign(("iss", $"{issuer.Url}.example.com")),
                SessionTokenRefusal.WrongIssuer
            ),
            ["no issuer"] = (issuer.Sign(("iss", null)), SessionTokenRefusal.WrongIssuer),
            ["changed claims"] = (Forged(), SessionTokenRefusal.InvalidSignature),
            ["a token of a machine"] = (With("cat", "cl_B7d4PD333AAA"), SessionTokenRefusal.NotASessionToken),
            ["a token of a template"] = (With("cat", "cl_B7d4PD222AAA"), SessionTokenRefusal.NotASessionToken),
            ["a token of OAuth"] = (With("typ", "at+jwt"), SessionTokenRefusal.NotASessionToken),
            ["a token of no session"] = (issuer.Sign(("sid", null)), SessionTokenRefusal.InvalidClaims),
            ["alg twice"] = (
                FakeIssuer.Sign("""{"alg":"none","kid":"ins_ours","alg":"RS256"}""", Claims),
                SessionTokenRefusal.Malformed
            ),
            ["sub twice"] = (
                FakeIssuer.Sign(Rs256, Claims.Replace("{", """{"sub":"user_2",""", StringComparison.Ordinal)),
                SessionTokenRefusal.Malformed
            ),
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

    private string Forged()
    {
        var (good, evil) = (issuer.Sign().Split('.'), issuer.Sign(("sub", "user_2")).Split('.'));
        return $"{good[0]}.{evil[1]}.{good[2]}";
    }
}
