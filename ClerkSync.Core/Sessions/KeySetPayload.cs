using System.Text.Json;
using Microsoft.IdentityModel.Tokens;

namespace ClerkSync.Core.Sessions;

/// <summary>A JSON Web Key Set.</summary>
internal sealed record KeySetPayload(IReadOnlyList<JsonElement> Keys)
{
    /// <summary>The keys that sign session tokens, by their ids. Other kinds, weak keys and malformed entries are left out.</summary>
    public Dictionary<string, SigningKey> ReadKeys()
    {
        var keys = new Dictionary<string, SigningKey>(StringComparer.Ordinal);
        foreach (var json in Keys)
        {
            if (
                FindKey(json)
                    is { KeyId: { Length: > 0 } kid, Kty: "RSA", Use: null or "sig", Alg: null or "RS256" } key
                && JsonWebKeyConverter.TryConvertToSecurityKey(key, out var converted)
                && converted is RsaSecurityKey rsa
                && SigningKey.Find(rsa) is { } found
            )
            {
                keys.TryAdd(kid, found);
            }
        }

        return keys;
    }

    // JsonWebKeySet rejects the whole set when it cannot read one key (KeyLibraryTests).
    private static JsonWebKey? FindKey(JsonElement json)
    {
        try
        {
            var key = new JsonWebKey(json.GetRawText());
            // With a certificate it would become a key of another type.
            key.X5c.Clear();
            return key;
        }
        catch (ArgumentException)
        {
            return null;
        }
    }
}
