using System.Globalization;
using System.Text;

namespace ClerkSync.Core.Disclosure;

/// <summary>
/// Finds and escapes characters that would move a terminal's cursor, change its color or direction, or begin a line of
/// a log.
/// </summary>
internal static class VisibleText
{
    /// <summary>Escapes as JSON does: <c>\u001b</c>. Line breaks are escaped too.</summary>
    public static string Escape(string text) => Escape(text, IsHidden);

    /// <summary>The same, but keeps line breaks and tabs.</summary>
    public static string EscapeLines(string text) =>
        Escape(
            text.Replace("\r\n", "\n", StringComparison.Ordinal),
            letter => letter is not ('\n' or '\t') && IsHidden(letter)
        );

    /// <summary>Whether a text has no character that <see cref="Escape(string)"/> escapes.</summary>
    public static bool IsVisible(string text) => !text.Any(IsHidden);

    /// <summary>A control character, a line separator, or one that changes the direction of text.</summary>
    private static bool IsHidden(char letter) =>
        char.GetUnicodeCategory(letter)
            is UnicodeCategory.Control
                or UnicodeCategory.LineSeparator
                or UnicodeCategory.ParagraphSeparator
        || letter is '\u061c' or '\u200e' or '\u200f' or (>= '\u202a' and <= '\u202e') or (>= '\u2066' and <= '\u2069');

    private static string Escape(string text, Func<char, bool> isHidden)
    {
        if (!text.AsSpan().ContainsAnyExceptInRange(' ', '~') || !text.Any(isHidden))
        {
            return text;
        }

        var escaped = new StringBuilder(text.Length + 16);
        foreach (var letter in text)
        {
            _ = isHidden(letter)
                ? escaped.Append(CultureInfo.InvariantCulture, $"\\u{(int)letter:x4}")
                : escaped.Append(letter);
        }

        return escaped.ToString();
    }
}
