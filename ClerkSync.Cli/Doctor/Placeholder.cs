using System.Text.RegularExpressions;

namespace ClerkSync.Cli.Doctor;

/// <summary>Tells a guide's placeholder from a secret. Whoever reads the guide knows it, and could sign with it.</summary>
internal static partial class Placeholder
{
    // A random key of 24 letters has more, but for one in 10^20.
    private const int FewLetters = 4;

    // Of Svix's, Clerk's and Standard Webhooks' documentation.
    private static readonly string[] Published = ["MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "plJ3nmyCDGBKInavdOK15jsl"];

    /// <summary>Whether a secret is one, with or without its <c>whsec_</c>, <c>sk_test_</c> or <c>sk_live_</c>.</summary>
    public static bool IsSecret(string secret)
    {
        var key = Prefix().Replace(secret, "");
        return key.TrimEnd('=').Distinct().Count() <= FewLetters || Published.Contains(key) || Words().IsMatch(key);
    }

    /// <summary>Whether a password is one, such as <c>[YOUR-PASSWORD]</c>. People choose passwords, so only what says so is.</summary>
    public static bool IsPassword(string password) => Password().IsMatch(password);

    [GeneratedRegex("^(whsec_|sk_test_|sk_live_)")]
    private static partial Regex Prefix();

    // Words of six letters and runs of six: in a random key there is one of them once in several million.
    [GeneratedRegex(
        @"your[_-]|yoursec|yourkey|yourwebhook|secret|example|placeholder|change.?me|replace|webhook|signing|abcdef|123456|(?-i:(.)\1{5})|\.\.\.|…|[<>\[\]{}]",
        RegexOptions.IgnoreCase
    )]
    private static partial Regex Words();

    [GeneratedRegex(@"^[<\[{].*[>\]}]$|your.?pass", RegexOptions.IgnoreCase)]
    private static partial Regex Password();
}
