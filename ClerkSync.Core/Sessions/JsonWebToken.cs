using System.Buffers;
using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Text.Unicode;

namespace ClerkSync.Core.Sessions;

/// <summary>The three parts of a signed JSON Web Token; nothing of it is trusted yet.</summary>
/// <remarks>
/// Base64url without padding, line breaks or unused bits, so that a token can be written in one way only. Source: RFC 7515,
/// section 7.1.
/// </remarks>
internal readonly struct JsonWebToken
{
    /// <summary>Twice what a cookie can hold.</summary>
    public const int MaxLength = 8192;

    // Clerk's have about 100.
    private const int MaxHeaderLength = 1024;

    // Of a key of 8192 bits.
    private const int MaxSignatureLength = 1024;

    private static readonly SearchValues<char> Alphabet = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_."
    );

    private readonly string _text;
    private readonly int _firstDot;
    private readonly int _secondDot;

    private JsonWebToken(string text, int firstDot, int secondDot) =>
        (_text, _firstDot, _secondDot) = (text, firstDot, secondDot);

    /// <summary>Finds the parts; null when there are not three.</summary>
    public static JsonWebToken? Find(string text)
    {
        var (first, second) = (text.IndexOf('.'), text.LastIndexOf('.'));
        return
            first != second
            && !text.AsSpan(first + 1, second - first - 1).Contains('.')
            && !text.AsSpan().ContainsAnyExcept(Alphabet)
            ? new JsonWebToken(text, first, second)
            : null;
    }

    /// <summary>Reads the header; null when it is none.</summary>
    public JwtHeader? FindHeader()
    {
        Span<byte> buffer = stackalloc byte[MaxHeaderLength];
        return TryDecode(_text.AsSpan(0, _firstDot), buffer, out var length)
            ? Read(buffer[..length], SessionJson.Default.JwtHeader)
            : null;
    }

    /// <summary>Checks the signature.</summary>
    public bool IsSignedBy(SigningKey key)
    {
        Span<byte> signature = stackalloc byte[MaxSignatureLength];
        if (!TryDecode(_text.AsSpan(_secondDot + 1), signature, out var length))
        {
            return false;
        }

        var signed = ArrayPool<byte>.Shared.Rent(_secondDot);
        try
        {
            var signedLength = Encoding.ASCII.GetBytes(_text.AsSpan(0, _secondDot), signed);
            return key.Verify(signed.AsSpan(0, signedLength), signature[..length]);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(signed);
        }
    }

    /// <summary>Decodes the payload; null when it is not base64url and UTF-8.</summary>
    public byte[]? FindPayload()
    {
        var part = _text.AsSpan(_firstDot + 1, _secondDot - _firstDot - 1);
        var payload = new byte[Base64Url.GetMaxDecodedLength(part.Length)];
        return TryDecode(part, payload, out var length) && length == payload.Length && Utf8.IsValid(payload)
            ? payload
            : null;
    }

    /// <summary>Reads JSON; null when it is not of the type.</summary>
    public static T? Read<T>(ReadOnlySpan<byte> json, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(json, type);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The decoder itself passes over spaces and takes padding; <see cref="Find"/> has let none of these in.</summary>
    private static bool TryDecode(ReadOnlySpan<char> part, Span<byte> bytes, out int length) =>
        Base64Url.DecodeFromChars(part, bytes, out _, out length) == OperationStatus.Done;
}
