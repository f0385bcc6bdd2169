using System.Text.RegularExpressions;

namespace ClerkSync.Core.ClerkApi;

/// <summary>The key to Clerk's Backend API. It is not a string, so that nothing prints it by accident.</summary>
public sealed partial class ClerkSecretKey
{
    public const string Setting = "CLERK_SECRET_KEY";

    private const string Prefix = "sk_";
    private const string LivePrefix = "sk_live_";

    private ClerkSecretKey(string value) => Value = value;

    /// <summary>Whether it belongs to a production instance, which has a higher rate limit.</summary>
    public bool IsLive => Value.StartsWith(LivePrefix, StringComparison.Ordinal);

    internal string Value { get; }

    /// <summary>The key's prefix and its last four characters, for the person who has just entered it.</summary>
    internal string Masked => $"{Value[..8]}…{Value[^4..]}";

    /// <exception cref="FormatException">The text is not a secret key.</exception>
    internal static ClerkSecretKey Parse(string text) =>
        text.StartsWith(Prefix, StringComparison.Ordinal) && text.All(c => c is > ' ' and <= '~')
            ? new ClerkSecretKey(text)
            : throw new FormatException();

    /// <summary>Parses a key that a person entered, and describes what is wrong with it.</summary>
    /// <exception cref="SettingException">
    /// The text is not a key. The message says which key is needed, and never repeats the text.
    /// </exception>
    internal static ClerkSecretKey ParseEntered(string text) =>
        EnteredKey.FindMistake(text, WholeKey(), KeyPrefix()) is { } mistake
            ? throw new SettingException(
                Setting,
                $"Enter a Clerk Backend API secret key (sk_test_… or sk_live_…).{mistake} The API keys page of the Clerk Dashboard shows the secret key."
            )
            : new ClerkSecretKey(text);

    /// <summary>Returns the kind of the key, never the key.</summary>
    public override string ToString() => IsLive ? "sk_live_…" : "sk_…";

    // Clerk's keys have 42 letters and digits after the prefix.
    [GeneratedRegex("^sk_(test|live)_[A-Za-z0-9]{20,}$")]
    private static partial Regex WholeKey();

    [GeneratedRegex("^sk_(test|live)_")]
    private static partial Regex KeyPrefix();
}
