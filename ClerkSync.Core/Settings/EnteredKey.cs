using System.Text.RegularExpressions;

namespace ClerkSync.Core;

/// <summary>Says what is wrong with a text that should be a secret key. Never repeats the text.</summary>
internal static class EnteredKey
{
    /// <param name="text">The text that a person entered.</param>
    /// <param name="shape">Matches a complete key.</param>
    /// <param name="prefix">Matches the start of a key.</param>
    /// <returns>A space and a sentence; empty when the text is not recognized; null when it has the shape of a key.</returns>
    public static string? FindMistake(string text, Regex shape, Regex prefix) =>
        text switch
        {
            _ when text != text.Trim() => " It has spaces around it.",
            _ when text.StartsWith("pk_", StringComparison.Ordinal) =>
                " This is a publishable key, which can read nothing.",
            _ when text.StartsWith("whsec_", StringComparison.Ordinal) => " This is the signing secret of a webhook.",
            _ when shape.IsMatch(text) => null,
            _ when prefix.IsMatch(text) => " This key is cut off, or has a character that no key has.",
            _ => "",
        };
}
