using System.Security.Cryptography;

namespace ClerkSync.SimulatedClerk.Objects;

/// <summary>Ids of the shape that Clerk and Svix give: a prefix, then 27 letters and digits.</summary>
internal static class SimulatedIds
{
    private const int RandomLength = 27;
    private const string Base62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    /// <summary>A new id.</summary>
    /// <param name="prefix">Without its underscore: <c>user</c>.</param>
    public static string Draw(string prefix) => $"{prefix}_{RandomNumberGenerator.GetString(Base62, RandomLength)}";
}
