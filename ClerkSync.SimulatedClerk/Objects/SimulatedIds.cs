using System.Security.Cryptography;

namespace ClerkSync.SimulatedClerk.Objects;

/// <summary>Creates ids in the format of Clerk and Svix: a prefix, then 27 letters and digits.</summary>
internal static class SimulatedIds
{
    private const int RandomLength = 27;
    private const string Base62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    /// <param name="prefix">The prefix without the underscore: <c>user</c>.</param>
    public static string Draw(string prefix) => $"{prefix}_{RandomNumberGenerator.GetString(Base62, RandomLength)}";
}
