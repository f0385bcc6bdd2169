using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ClerkSync.SimulatedClerk.Tokens;

/// <summary>The key that signs session tokens.</summary>
/// <param name="keyId">The <c>kid</c>. Clerk uses the id of the instance.</param>
/// <param name="privateKeyPem">An RSA key.</param>
internal sealed class TokenSigner(string keyId, string privateKeyPem) : IDisposable
{
    private const int Bits = 2048;

    private readonly RSA _rsa = Import(privateKeyPem);
    private readonly Lock _gate = new();

    /// <summary>The public key in the format of <c>CLERK_JWT_KEY</c>.</summary>
    public string PublicKeyPem => _rsa.ExportSubjectPublicKeyInfoPem();

    /// <summary>Creates a new private key.</summary>
    public static string CreatePem()
    {
        using var rsa = RSA.Create(Bits);
        return rsa.ExportPkcs8PrivateKeyPem();
    }

    /// <summary>Creates a JSON Web Token.</summary>
    public string Sign(JsonObject claims)
    {
        var header = new JsonObject
        {
            ["alg"] = "RS256",
            ["kid"] = keyId,
            ["typ"] = "JWT",
        };
        var signed = $"{Encode(header.ToJsonString())}.{Encode(claims.ToJsonString())}";
        lock (_gate)
        {
            var signature = _rsa.SignData(
                Encoding.ASCII.GetBytes(signed),
                HashAlgorithmName.SHA256,
                RSASignaturePadding.Pkcs1
            );
            return $"{signed}.{Base64Url.EncodeToString(signature)}";
        }
    }

    /// <summary>Writes the JSON Web Key Set with the public key.</summary>
    public void WriteKeySet(Utf8JsonWriter json)
    {
        var key = _rsa.ExportParameters(includePrivateParameters: false);
        json.WriteStartObject();
        json.WriteStartArray("keys");
        json.WriteStartObject();
        json.WriteString("use", "sig");
        json.WriteString("kty", "RSA");
        json.WriteString("kid", keyId);
        json.WriteString("alg", "RS256");
        json.WriteString("n", Base64Url.EncodeToString(key.Modulus));
        json.WriteString("e", Base64Url.EncodeToString(key.Exponent));
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
    }

    public void Dispose() => _rsa.Dispose();

    private static RSA Import(string pem)
    {
        var rsa = RSA.Create();
        rsa.ImportFromPem(pem);
        return rsa;
    }

    private static string Encode(string json) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json));
}
