using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Text;

namespace ClerkSync.Core.Database;

/// <summary>Checks text that a caller wants to store as a name, a reason or a key.</summary>
public static class StorableText
{
    /// <summary>The maximum number of characters. An index cannot hold a text of several thousand.</summary>
    public const int MaxLength = 255;

    /// <summary>
    /// Whether the text is not blank, has at most 255 characters, and is stored unchanged: no U+0000, no lone surrogate, no U+FFFD.
    /// </summary>
    public static bool IsValid([NotNullWhen(true)] string? text) =>
        !string.IsNullOrWhiteSpace(text)
        && text.Length <= MaxLength
        && !text.Contains('\0', StringComparison.Ordinal)
        && text.EnumerateRunes().All(rune => rune != Rune.ReplacementChar);

    /// <exception cref="ArgumentException">The text cannot be stored. The message does not repeat it.</exception>
    internal static string Check(string text, [CallerArgumentExpression(nameof(text))] string name = "") =>
        IsValid(text)
            ? text
            : throw new ArgumentException(
                $"It must be a text of 1 to {MaxLength} characters that Postgres can store.",
                name
            );
}
