using System.Buffers;
using System.Buffers.Text;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;

namespace ClerkSync.Core.Sessions;

/// <summary>A JSON Web Key Set.</summary>
internal sealed record KeySetPayload(IReadOnlyList<JsonElement> Keys)
{
    /// <summary>The keys that sign session tokens, by their ids. Keys of another kind, weak ones and what is no key are left out.</summary>
    public Dictionary<string, SigningKey> ReadKeys()
    {
        var keys = new Dictionary<string, SigningKey>(StringComparer.Ordinal);
        foreach (var json in Keys)
        {
            var payload = JsonWebToken.Read(JsonMarshal.GetRawUtf8Value(json), SessionJson.Default.KeyPayload);
            if (payload is { Kid: { Length: > 0 } kid } && payload.FindKey() is { } key)
            {
                keys.TryAdd(kid, key);
            }
        }

        return keys;
    }
}

/// <summary>A key of the set. Source: RFC 7517 and RFC 7518, section 6.3.1.</summary>
internal sealed record KeyPayload(
    string? Kty = null,
    string? Kid = null,
    string? Use = null,
    string? Alg = null,
    string? N = null,
    string? E = null
)
{
    /// <summary>Null when it is not for RS256 signatures, or weak.</summary>
    public SigningKey? FindKey() =>
        this is { Kty: "RSA", Use: null or "sig", Alg: null or "RS256" }
        && Decode(N) is { } modulus
        && Decode(E) is { } exponent
            ? SigningKey.Find(new RSAParameters { Modulus = modulus, Exponent = exponent })
            : null;

    private static byte[]? Decode(string? value)
    {
        var bytes = new byte[Base64Url.GetMaxDecodedLength(value?.Length ?? 0)];
        return Base64Url.DecodeFromChars(value, bytes, out _, out var length) == OperationStatus.Done && length > 0
            ? bytes[..length]
            : null;
    }
}
