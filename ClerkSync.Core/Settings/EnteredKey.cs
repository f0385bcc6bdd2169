using System.Text.RegularExpressions;

namespace ClerkSync.Core;

/// <summary>Says what a text is that should be a secret key. It never repeats the text.</summary>
internal static class EnteredKey
{
    /// <param name="text">What a person entered.</param>
    /// <param name="shape">What a whole key looks like.</param>
    /// <param name="prefix">What a key starts with.</param>
    /// <returns>A space and a sentence; empty when nothing is known about the text, null when it looks like a key.</returns>
    public static string? FindMistake(string text, Regex shape, Regex prefix) =>
        text switch
        {
            _ when text != text.Trim() => " It has spaces around it.",
            _ when text.StartsWith("pk_", StringComparison.Ordinal) =>
                " This one is a publishable key, which reads nothing.",
            _ when text.StartsWith("whsec_", StringComparison.Ordinal) =>
                " This one is the signing secret of a webhook.",
            _ when shape.IsMatch(text) => null,
            _ when prefix.IsMatch(text) => " This one is cut off, or has a character that no key has.",
            _ => "",
        };
}
