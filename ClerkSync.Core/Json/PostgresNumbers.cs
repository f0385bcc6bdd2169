using System.Buffers.Text;
using System.Text.Json;

namespace ClerkSync.Core.Json;

/// <summary>Replaces numbers that jsonb cannot store, or would write with thousands of digits.</summary>
/// <remarks>
/// jsonb keeps every digit: <c>1e131071</c> becomes 131,072 characters of text, and <c>1e131072</c> is an error. The range of
/// JavaScript's numbers is kept. A greater number becomes <c>null</c> and a smaller one <c>0</c>, as <c>JSON.stringify</c>
/// writes them after <c>JSON.parse</c>. Source: PostgreSQL documentation, "Numeric Types".
/// </remarks>
internal static class PostgresNumbers
{
    private const int GreatestExponent = 308;
    private const int LeastExponent = -324;

    // jsonb's own limit.
    private const int MostDecimals = 16_383;

    /// <param name="json">Well-formed JSON.</param>
    /// <returns>The same bytes if nothing is replaced, otherwise a copy of the same length, with spaces in it.</returns>
    public static ReadOnlySpan<byte> MakeStorable(ReadOnlySpan<byte> json)
    {
        if (!MayHoldOne(json))
        {
            return json;
        }

        byte[]? copy = null;
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = int.MaxValue });
        while (reader.Read())
        {
            if (
                reader.TokenType == JsonTokenType.Number
                && FindReplacement(reader.ValueSpan) is { Length: > 0 } replacement
            )
            {
                copy ??= json.ToArray();
                var number = copy.AsSpan((int)reader.TokenStartIndex, reader.ValueSpan.Length);
                number.Fill((byte)' ');
                replacement.CopyTo(number);
            }
        }

        return copy ?? json;
    }

    /// <summary>Whether a digit is followed by an exponent, or there may be more digits in a row than a number in the range has.</summary>
    /// <remarks>Nearly all metadata has neither, and costs only a vectorized search. Texts may have either.</remarks>
    private static bool MayHoldOne(ReadOnlySpan<byte> json)
    {
        for (var i = GreatestExponent; i < json.Length; i += GreatestExponent + 1)
        {
            if (char.IsAsciiDigit((char)json[i]))
            {
                return true;
            }
        }

        for (var rest = json; rest.IndexOfAny((byte)'e', (byte)'E') is >= 0 and var i; rest = rest[(i + 1)..])
        {
            if (i > 0 && char.IsAsciiDigit((char)rest[i - 1]))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The replacement of a number; empty when the number stays.</summary>
    private static ReadOnlySpan<byte> FindReplacement(ReadOnlySpan<byte> number)
    {
        var mark = number.IndexOfAny((byte)'e', (byte)'E');
        var digits = (mark < 0 ? number : number[..mark]).TrimStart((byte)'-');
        var exponent = mark < 0 ? 0 : ReadExponent(number[(mark + 1)..]);
        var point = digits.IndexOf((byte)'.') is >= 0 and var found ? found : digits.Length;
        var decimals = Math.Max(0, digits.Length - point - 1) - exponent;
        var first = digits.IndexOfAnyInRange((byte)'1', (byte)'9');
        var magnitude = exponent + point - first - (first < point ? 1 : 0);
        return first < 0 ? (mark >= 0 || decimals > MostDecimals ? "0"u8 : [])
            : magnitude > GreatestExponent ? "null"u8
            : magnitude < LeastExponent ? "0"u8
            : decimals > MostDecimals ? "null"u8
            : [];
    }

    /// <summary>The exponent, or one far beyond the range.</summary>
    private static int ReadExponent(ReadOnlySpan<byte> text)
    {
        const int BeyondAll = 100_000_000;
        var digits = text.TrimStart("+-"u8).TrimStart((byte)'0');
        var value =
            digits.IsEmpty ? 0
            : digits.Length < 9 && Utf8Parser.TryParse(digits, out int read, out _) ? read
            : BeyondAll;
        return text[0] == '-' ? -value : value;
    }
}
