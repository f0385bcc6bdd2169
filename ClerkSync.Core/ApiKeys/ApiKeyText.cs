using System.Buffers;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;

namespace ClerkSync.Core.ApiKeys;

/// <summary>The text of a key: a prefix, 256 random bits, and a checksum that detects a typo without a query.</summary>
internal static class ApiKeyText
{
    private const string Letters = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static readonly SearchValues<char> AllLetters = SearchValues.Create(Letters);
    private const int RandomBytes = 32;

    // The smallest n for which 62^n is at least 2^256.
    private const int SecretLength = 43;
    private const int ChecksumLength = 6;
    private const int ShownLetters = 4;

    private const int MostPrefixLetters = 20;

    /// <summary>The end of "ClerkSync__ApiKeys__Prefix must be …".</summary>
    public static readonly string PrefixShape =
        $"up to {MostPrefixLetters} lower case letters, digits and underscores, ending with an underscore, such as csk_";

    /// <exception cref="FormatException">The text is not <see cref="PrefixShape"/>.</exception>
    public static string ParsePrefix(string text) =>
        text.Length <= MostPrefixLetters
        && text.EndsWith('_')
        && text.All(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter == '_')
            ? text
            : throw new FormatException();

    public static string Create(string prefix)
    {
        Span<byte> random = stackalloc byte[RandomBytes];
        RandomNumberGenerator.Fill(random);
        var body = prefix + Encode(new BigInteger(random, isUnsigned: true), SecretLength);
        CryptographicOperations.ZeroMemory(random);
        return body + Checksum(body);
    }

    /// <summary>Whether the text has a key's prefix, length and checksum.</summary>
    public static bool IsWhole(string text, string prefix) =>
        text.Length == prefix.Length + SecretLength + ChecksumLength
        && text.StartsWith(prefix, StringComparison.Ordinal)
        && text.AsSpan(prefix.Length).IndexOfAnyExcept(AllLetters) < 0
        && text.AsSpan(^ChecksumLength..).SequenceEqual(Checksum(text.AsSpan(..^ChecksumLength)));

    public static byte[] Hash(string key) => SHA256.HashData(Encoding.ASCII.GetBytes(key));

    /// <summary>The part that the owner sees in a list.</summary>
    public static string Shown(string key, string prefix) => key[..(prefix.Length + ShownLetters)];

    /// <summary>CRC-32C always detects one wrong letter, and two swapped ones. It need not be secret.</summary>
    private static string Checksum(ReadOnlySpan<char> body)
    {
        var crc = uint.MaxValue;
        foreach (var letter in body)
        {
            crc = BitOperations.Crc32C(crc, (byte)letter);
        }

        return Encode(~crc, ChecksumLength);
    }

    private static string Encode(BigInteger number, int length)
    {
        Span<char> letters = stackalloc char[length];
        for (var i = length - 1; i >= 0; i--)
        {
            number = BigInteger.DivRem(number, Letters.Length, out var digit);
            letters[i] = Letters[(int)digit];
        }

        return new string(letters);
    }
}
