using System.Security.Cryptography;

namespace ClerkSync.SimulatedStripe.Objects;

/// <summary>Ids as Stripe shapes them.</summary>
internal static class StripeIds
{
    private const string Alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private const int Length = 14;

    /// <param name="prefix">With its underscore: <c>cus_</c>.</param>
    public static string Draw(string prefix) => prefix + RandomNumberGenerator.GetString(Alphabet, Length);
}
