using System.Security.Cryptography;
using System.Text;

namespace ClerkSync.Core.ApiKeys;

/// <summary>Encrypts a key until its owner reveals it: AES-256-GCM, bound to the row that holds it.</summary>
/// <remarks>A box is nonce, tag and ciphertext. Nonces are random; one reveal key seals far fewer than 2^32 keys.</remarks>
internal static class ApiKeySeal
{
    /// <summary>The setting with the encryption key.</summary>
    public const string Setting = "ClerkSync__ApiKeys__RevealKey";

    private const int KeyLength = 32;
    private const int NonceLength = 12;
    private const int TagLength = 16;

    /// <exception cref="FormatException">The text is not 32 bytes in base64.</exception>
    public static byte[] ParseKey(string text) =>
        Convert.FromBase64String(text) is { Length: KeyLength } key ? key : throw new FormatException();

    public static byte[] Close(string key, Guid row, byte[] revealKey)
    {
        var plain = Encoding.ASCII.GetBytes(key);
        var box = new byte[NonceLength + TagLength + plain.Length];
        RandomNumberGenerator.Fill(Nonce(box));
        using var aes = new AesGcm(revealKey, TagLength);
        aes.Encrypt(Nonce(box), plain, Cipher(box), Tag(box), row.ToByteArray());
        return box;
    }

    /// <summary>The key; null when it was sealed with another reveal key, or for another row.</summary>
    public static string? Open(byte[] box, Guid row, byte[] revealKey)
    {
        var plain = new byte[Cipher(box).Length];
        using var aes = new AesGcm(revealKey, TagLength);
        try
        {
            aes.Decrypt(Nonce(box), Cipher(box), Tag(box), plain, row.ToByteArray());
            return Encoding.ASCII.GetString(plain);
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }
    }

    private static Span<byte> Nonce(byte[] box) => box.AsSpan(0, NonceLength);

    private static Span<byte> Tag(byte[] box) => box.AsSpan(NonceLength, TagLength);

    private static Span<byte> Cipher(byte[] box) => box.AsSpan(NonceLength + TagLength);
}
