using System.Security.Cryptography;
using System.Text;

namespace ClerkSync.Core.ApiKeys;

/// <summary>Encrypts a key until its owner reveals it: AES-256-GCM, bound to the row that holds it.</summary>
/// <remarks>Nonce, tag and ciphertext in one. Nonces are random; a key of the settings seals far fewer than 2^32 of them.</remarks>
internal static class ApiKeySeal
{
    /// <summary>The setting of the key that encrypts.</summary>
    public const string Setting = "ClerkSync__ApiKeys__RevealKey";

    private const int KeyLength = 32;
    private const int NonceLength = 12;
    private const int TagLength = 16;

    /// <exception cref="FormatException">It is not 32 bytes in base64.</exception>
    public static byte[] ParseKey(string text) =>
        Convert.FromBase64String(text) is { Length: KeyLength } key ? key : throw new FormatException();

    public static byte[] Close(string key, Guid row, byte[] revealKey)
    {
        var plain = Encoding.ASCII.GetBytes(key);
        var box = new byte[NonceLength + TagLength + plain.Length];
        var (nonce, tag, cipher) = Divide(box);
        RandomNumberGenerator.Fill(nonce);
        using var aes = new AesGcm(revealKey, TagLength);
        aes.Encrypt(nonce, plain, cipher, tag, row.ToByteArray());
        return box;
    }

    /// <summary>The key; null when it was sealed with another key of the settings, or for another row.</summary>
    public static string? Open(byte[] box, Guid row, byte[] revealKey)
    {
        var (nonce, tag, cipher) = Divide(box);
        var plain = new byte[cipher.Length];
        using var aes = new AesGcm(revealKey, TagLength);
        try
        {
            aes.Decrypt(nonce, cipher, tag, plain, row.ToByteArray());
            return Encoding.ASCII.GetString(plain);
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }
    }

    private static Box Divide(byte[] box) =>
        new(box.AsSpan(0, NonceLength), box.AsSpan(NonceLength, TagLength), box.AsSpan(NonceLength + TagLength));

    private readonly ref struct Box(Span<byte> nonce, Span<byte> tag, Span<byte> cipher)
    {
        private readonly Span<byte> _nonce = nonce;
        private readonly Span<byte> _tag = tag;
        private readonly Span<byte> _cipher = cipher;

        public void Deconstruct(out Span<byte> nonce, out Span<byte> tag, out Span<byte> cipher)
        {
            nonce = _nonce;
            tag = _tag;
            cipher = _cipher;
        }
    }
}
