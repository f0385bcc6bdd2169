using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;

namespace ClerkSync.Core.StripeApi;

/// <summary>The key for Stripe's API. Not a string, so that nothing prints it by accident.</summary>
internal sealed partial class StripeSecretKey
{
    public const string Setting = "STRIPE_SECRET_KEY";

    /// <summary>The permissions that a restricted key needs, in the words of the Stripe Dashboard.</summary>
    public const string Permissions =
        "\"Read\" for customers, subscriptions, prices, products, charges, disputes and entitlements";

    private StripeSecretKey(string value) => Value = value;

    /// <summary>Whether the key is for live mode.</summary>
    public bool IsLive => Value[3..].StartsWith("live_", StringComparison.Ordinal);

    /// <summary>Whether the key has only the permissions chosen for it.</summary>
    public bool IsRestricted => Value.StartsWith("rk_", StringComparison.Ordinal);

    public string Value { get; }

    /// <summary>Reads <c>STRIPE_SECRET_KEY</c>; null when it is not set.</summary>
    /// <exception cref="SettingException">The value is not a key.</exception>
    public static StripeSecretKey? Find(IConfiguration configuration) =>
        configuration[Setting] is { Length: > 0 } text ? Parse(text) : null;

    /// <exception cref="SettingException">
    /// The text is not a key. The message says which key is needed, and never repeats the text.
    /// </exception>
    public static StripeSecretKey Parse(string text) =>
        EnteredKey.FindMistake(text, Pattern(), Prefix()) is { } mistake
            ? throw new SettingException(
                Setting,
                $"Enter a Stripe secret key (sk_test_… or sk_live_…) or a restricted one (rk_test_… or rk_live_…).{mistake} "
                    + "The page \"API keys\" of the Stripe Dashboard shows the keys."
            )
            : new StripeSecretKey(text);

    /// <summary>The key's prefix and its last four characters.</summary>
    public override string ToString() => $"{Value[..8]}…{Value[^4..]}";

    [GeneratedRegex("^[sr]k_(test|live)_[A-Za-z0-9]{16,}$")]
    private static partial Regex Pattern();

    [GeneratedRegex("^[sr]k_(test|live)_")]
    private static partial Regex Prefix();
}
