using System.Security.Cryptography;

namespace ClerkSync.SimulatedStripe.Objects;

/// <summary>Creates ids in Stripe's format.</summary>
internal static class StripeIds
{
    private const string Alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private const int Length = 14;

    /// <param name="prefix">Includes the underscore, as in <c>cus_</c>.</param>
    public static string Draw(string prefix) => prefix + RandomNumberGenerator.GetString(Alphabet, Length);
}
