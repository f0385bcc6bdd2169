using System.Text.RegularExpressions;

namespace ClerkSync.Cli.Doctor;

/// <summary>
/// Recognizes placeholders from guides in place of secrets. Everyone who reads the guide knows them and could sign with them.
/// </summary>
internal static partial class Placeholder
{
    // Only one random key of 24 letters in 10^20 has so few distinct letters.
    private const int FewLetters = 4;

    // Examples in the documentation of Svix, Clerk and Standard Webhooks.
    private static readonly string[] Published = ["MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "plJ3nmyCDGBKInavdOK15jsl"];

    /// <summary>Whether a secret is a placeholder, with or without its prefix, such as <c>whsec_</c> or <c>sk_test_</c>.</summary>
    public static bool IsSecret(string secret)
    {
        var key = Prefix().Replace(secret, "");
        return key.TrimEnd('=').Distinct().Count() <= FewLetters || Published.Contains(key) || Words().IsMatch(key);
    }

    /// <summary>
    /// Whether a password is a placeholder, such as <c>[YOUR-PASSWORD]</c>. People choose passwords, so only obvious placeholders count.
    /// </summary>
    public static bool IsPassword(string password) => Password().IsMatch(password);

    [GeneratedRegex("^(whsec_|[sr]k_(test|live)_)")]
    private static partial Regex Prefix();

    // Words of six letters and runs of six: about one random key in several million contains one of them.
    [GeneratedRegex(
        @"your[_-]|yoursec|yourkey|yourwebhook|secret|example|placeholder|change.?me|replace|webhook|signing|abcdef|123456|(?-i:(.)\1{5})|\.\.\.|…|[<>\[\]{}]",
        RegexOptions.IgnoreCase
    )]
    private static partial Regex Words();

    [GeneratedRegex(@"^[<\[{].*[>\]}]$|your.?pass", RegexOptions.IgnoreCase)]
    private static partial Regex Password();
}
