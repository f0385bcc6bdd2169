using ClerkSync.Core.ClerkApi;
using ClerkSync.Core.StripeApi;

namespace ClerkSync.Core.Access.Connections;

/// <summary>Prevents comparing Clerk's users of one mode with Stripe's payments of the other.</summary>
internal static class KeyModes
{
    /// <exception cref="SettingException">One key is live and the other is not.</exception>
    public static void EnsureSame(ClerkSecretKey? clerk, StripeSecretKey? stripe)
    {
        if (FindDifference(clerk, stripe) is { } difference)
        {
            throw new SettingException(StripeSecretKey.Setting, difference);
        }
    }

    /// <summary>Returns a sentence if one key is live and the other is not; null when the modes match.</summary>
    public static string? FindDifference(ClerkSecretKey? clerk, StripeSecretKey? stripe) =>
        clerk is not null && stripe is not null && clerk.IsLive != stripe.IsLive
            ? $"{ClerkSecretKey.Setting} and {StripeSecretKey.Setting} are of different modes: one is a live key, the other a test key. "
                + "Use two test keys or two live keys."
            : null;
}
