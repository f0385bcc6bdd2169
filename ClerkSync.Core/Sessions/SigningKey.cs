using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using Microsoft.IdentityModel.Tokens;

namespace ClerkSync.Core.Sessions;

/// <summary>A public key of Clerk's. Thread-safe.</summary>
[SuppressMessage("Design", "CA1001", Justification = "A check in progress may use a key that was replaced.")]
internal sealed class SigningKey(RsaSecurityKey key)
{
    /// <summary>Shorter keys are rejected. Source: RFC 7518, section 3.3.</summary>
    public const int LeastBits = 2048;

    private readonly AsymmetricSignatureProvider _provider = new(key, SecurityAlgorithms.RsaSha256);

    /// <summary>Creates a key; null when it is weak or cannot be imported.</summary>
    public static SigningKey? Find(RsaSecurityKey key)
    {
        try
        {
            // RsaSecurityKey.KeySize counts the bytes of the modulus, including leading zeros.
            using var rsa = RSA.Create(key.Parameters);
            return rsa.KeySize >= LeastBits ? new SigningKey(key) : null;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    /// <param name="signed">Begins with the signed bytes.</param>
    /// <param name="signature">May be empty.</param>
    public bool Verify(byte[] signed, int length, byte[] signature) =>
        signature.Length > 0 && _provider.Verify(signed, 0, length, signature, 0, signature.Length);
}
