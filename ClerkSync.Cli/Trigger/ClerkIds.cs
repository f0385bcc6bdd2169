using System.Security.Cryptography;

namespace ClerkSync.Cli.Trigger;

/// <summary>Ids of the shape that Clerk and Svix give: a prefix, then 27 letters and digits.</summary>
internal static class ClerkIds
{
    /// <summary>Letters and digits after the prefix.</summary>
    public const int RandomLength = 27;

    private const string Base62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    /// <summary>A new id.</summary>
    /// <param name="prefix">With its underscore: <c>user_</c>.</param>
    public static string Draw(string prefix) => prefix + RandomNumberGenerator.GetString(Base62, RandomLength);

    /// <summary>A new id of the kind of another.</summary>
    public static string DrawLike(string id) => Draw(id[..(id.LastIndexOf('_') + 1)]);

    /// <summary>A new email address, at a domain that is reserved for examples.</summary>
    public static string DrawEmail() => $"user-{RandomNumberGenerator.GetHexString(8, lowercase: true)}@example.com";
}
