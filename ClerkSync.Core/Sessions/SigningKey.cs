using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace ClerkSync.Core.Sessions;

/// <summary>A public key of Clerk's. Any number of threads may use it at once.</summary>
internal sealed class SigningKey
{
    /// <summary>Anything shorter is refused.</summary>
    /// <remarks>Source: RFC 7518, section 3.3.</remarks>
    public const int LeastBits = 2048;

    private readonly RSAParameters _parameters;

    // An RSA is not promised to serve two threads at once, and making one costs as much as a check. As many are made as were
    // ever in use at once; the finalizer of a key that was replaced frees them.
    private readonly ConcurrentBag<RSA> _idle = [];

    private SigningKey(RSAParameters parameters, RSA first)
    {
        _parameters = parameters;
        Bits = first.KeySize;
        _idle.Add(first);
    }

    /// <summary>The length of its modulus.</summary>
    public int Bits { get; }

    /// <summary>Makes a key; null when it is weak, or no key.</summary>
    public static SigningKey? Find(RSAParameters parameters)
    {
        try
        {
            var rsa = RSA.Create(parameters);
            return rsa.KeySize >= LeastBits ? new SigningKey(parameters, rsa) : null;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    /// <summary>Checks an RS256 signature.</summary>
    public bool Verify(ReadOnlySpan<byte> signed, ReadOnlySpan<byte> signature)
    {
        var rsa = _idle.TryTake(out var idle) ? idle : RSA.Create(_parameters);
        try
        {
            return rsa.VerifyData(signed, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        }
        finally
        {
            _idle.Add(rsa);
        }
    }
}
