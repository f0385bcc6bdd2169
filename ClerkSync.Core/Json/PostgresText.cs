using System.Text;

namespace ClerkSync.Core.Json;

/// <summary>Replaces escapes that JSON allows and Postgres cannot store.</summary>
/// <remarks>
/// Postgres cannot store U+0000, and jsonb cannot hold lone surrogates. Users write their own <c>unsafe_metadata</c>, so
/// without this they could make every event about themselves fail. Source: PostgreSQL documentation, "JSON Types".
/// </remarks>
internal static class PostgresText
{
    private const int EscapeLength = 6;

    /// <summary>Replaces <c>\u0000</c> and lone surrogates by <c>\ufffd</c>.</summary>
    /// <param name="json">JSON as UTF-8; it need not be well-formed.</param>
    /// <returns>The same memory if nothing is replaced, otherwise a copy of the same length.</returns>
    public static ReadOnlyMemory<byte> MakeStorable(ReadOnlyMemory<byte> json)
    {
        byte[]? copy = null;
        var source = json.Span;
        for (var i = 0; i < source.Length - 1; i++)
        {
            if (source[i] != '\\')
            {
                var next = source[i..].IndexOf((byte)'\\');
                if (next < 0)
                {
                    break;
                }

                i += next;
            }

            if (ReadEscape(source[i..]) is not { } unit)
            {
                // An escape of two characters: its second may be a backslash too.
                i++;
                continue;
            }

            if (
                char.IsHighSurrogate(unit)
                && ReadEscape(source[(i + EscapeLength)..]) is { } low
                && char.IsLowSurrogate(low)
            )
            {
                i += (2 * EscapeLength) - 1;
                continue;
            }

            if (unit == 0 || char.IsSurrogate(unit))
            {
                copy ??= json.ToArray();
                "\\ufffd"u8.CopyTo(copy.AsSpan(i));
            }

            i += EscapeLength - 1;
        }

        return copy ?? json;
    }

    /// <summary>Replaces U+0000 and lone surrogates by U+FFFD, in text that is not JSON.</summary>
    public static string MakeStorable(string text) =>
        // Encoding replaces the surrogates.
        Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)).Replace('\0', '\ufffd');

    /// <summary>The UTF-16 unit of a <c>\uXXXX</c> at the start; null when there is none.</summary>
    private static char? ReadEscape(ReadOnlySpan<byte> text) =>
        text.Length >= EscapeLength
        && text[0] == '\\'
        && text[1] == 'u'
        && Encoding.ASCII.GetString(text[2..EscapeLength]) is var digits
        && ushort.TryParse(digits, System.Globalization.NumberStyles.AllowHexSpecifier, null, out var unit)
            ? (char)unit
            : null;
}
