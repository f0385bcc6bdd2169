using System.Buffers;
using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Text.Unicode;

namespace ClerkSync.Core.Sessions;

/// <summary>The three parts of a signed JSON Web Token. Nothing of it is trusted yet.</summary>
/// <remarks>
/// Not <c>Microsoft.IdentityModel.JsonWebTokens.JsonWebToken</c>: it reads the claims before the signature is checked, takes the last of
/// two members with one name, ignores what follows the JSON, accepts padding, and cannot read claims that are nested deeper than 64
/// levels. <c>TokenLibraryTests</c> lists the differences and fails when one of them disappears. Once all are gone, the library replaces this type.
/// Base64url is read without padding, line breaks and unused bits, so that a token has only one form. Source: RFC 7515, section 7.1.
/// </remarks>
internal readonly struct JsonWebToken
{
    /// <summary>Twice what a cookie can hold.</summary>
    public const int MaxLength = 8192;

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

    /// <summary>Null when the header is malformed.</summary>
    public JwtHeader? FindHeader() =>
        FindBytes(_text.AsSpan(0, _firstDot)) is { } header ? Read(header, SessionJson.Default.JwtHeader) : null;

    public bool IsSignedBy(SigningKey key)
    {
        if (FindBytes(_text.AsSpan(_secondDot + 1)) is not { } signature)
        {
            return false;
        }

        var signed = ArrayPool<byte>.Shared.Rent(_secondDot);
        try
        {
            return key.Verify(signed, Encoding.ASCII.GetBytes(_text.AsSpan(0, _secondDot), signed), signature);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(signed);
        }
    }

    /// <summary>Decodes the payload; null when it is not base64url and UTF-8.</summary>
    public byte[]? FindPayload() =>
        FindBytes(_text.AsSpan(_firstDot + 1, _secondDot - _firstDot - 1)) is { } payload && Utf8.IsValid(payload)
            ? payload
            : null;

    /// <summary>Null when the JSON does not have the type.</summary>
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

    /// <summary>The decoder skips spaces and accepts padding, but <see cref="Find"/> rejects both.</summary>
    private static byte[]? FindBytes(ReadOnlySpan<char> part)
    {
        var bytes = new byte[Base64Url.GetMaxDecodedLength(part.Length)];
        return
            Base64Url.DecodeFromChars(part, bytes, out _, out var length) == OperationStatus.Done
            && length == bytes.Length
            ? bytes
            : null;
    }
}
