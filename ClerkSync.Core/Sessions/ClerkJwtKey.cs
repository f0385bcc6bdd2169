using System.Security.Cryptography;
using Microsoft.Extensions.Configuration;
using Microsoft.IdentityModel.Tokens;

namespace ClerkSync.Core.Sessions;

/// <summary>The public key with which session tokens are verified, without a request to the issuer for its keys.</summary>
public sealed class ClerkJwtKey
{
    /// <summary>Clerk's own SDKs use this name too.</summary>
    public const string Setting = "CLERK_JWT_KEY";

    private readonly RSAParameters _parameters;
    private readonly Lazy<SigningKey> _key;

    private ClerkJwtKey(RSAParameters parameters)
    {
        _parameters = parameters;
        _key = new(() => new SigningKey(new RsaSecurityKey(_parameters)));
    }

    /// <summary>Created for the first token, so that a start loads no library for it.</summary>
    internal SigningKey Key => _key.Value;

    /// <summary>Reads <c>CLERK_JWT_KEY</c>. Returns null when it is not set; keys are then fetched from the issuer.</summary>
    /// <exception cref="SettingException">
    /// The value is not the PEM of an RSA public key of at least 2048 bits.
    /// </exception>
    public static ClerkJwtKey? Find(IConfiguration configuration) =>
        // A line of an environment file can contain line breaks only as \n.
        configuration[Setting]?.Replace("\\n", "\n", StringComparison.Ordinal).Trim() switch
        {
            null or "" => null,
            var pem => new ClerkJwtKey(Read(pem)),
        };

    public override string ToString() => $"RSA, {_parameters.Modulus!.Length * 8} bits";

    private static RSAParameters Read(string pem)
    {
        if (pem.Contains("PRIVATE KEY", StringComparison.Ordinal))
        {
            throw new SettingException(
                Setting,
                $"{Setting} must be a public key, not a private one. Anyone with the private key can sign in as any user."
            );
        }

        // A key in another format cannot be imported, regardless of its label.
        if (
            !PemEncoding.TryFind(pem, out var fields)
            || fields.Location.GetOffsetAndLength(pem.Length) != (0, pem.Length)
        )
        {
            throw Malformed();
        }

        try
        {
            using var rsa = RSA.Create();
            rsa.ImportSubjectPublicKeyInfo(Convert.FromBase64String(pem[fields.Base64Data]), out _);
            return rsa.KeySize >= SigningKey.LeastBits
                ? rsa.ExportParameters(includePrivateParameters: false)
                : throw Malformed();
        }
        catch (CryptographicException)
        {
            // The key of another algorithm, or not a key.
            throw Malformed();
        }
    }

    private static SettingException Malformed() =>
        new(
            Setting,
            $"{Setting} must be an RSA public key of {SigningKey.LeastBits} bits or more in PEM, from BEGIN PUBLIC KEY to END PUBLIC KEY, as the API keys page of the Clerk Dashboard shows it."
        );
}
