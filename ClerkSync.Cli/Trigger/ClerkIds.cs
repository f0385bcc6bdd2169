using System.Security.Cryptography;

namespace ClerkSync.Cli.Trigger;

/// <summary>Creates ids in the format of Clerk and Svix: a prefix, then 27 letters and digits.</summary>
internal static class ClerkIds
{
    /// <summary>The number of letters and digits after the prefix.</summary>
    public const int RandomLength = 27;

    private const string Base62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    /// <param name="prefix">Includes the underscore, as in <c>user_</c>.</param>
    public static string Draw(string prefix) => prefix + RandomNumberGenerator.GetString(Base62, RandomLength);

    /// <summary>Creates an id with the prefix of another id.</summary>
    public static string DrawLike(string id) => Draw(id[..(id.LastIndexOf('_') + 1)]);

    /// <summary>Creates an email address at a domain that is reserved for examples.</summary>
    public static string DrawEmail() => $"user-{RandomNumberGenerator.GetHexString(8, lowercase: true)}@example.com";
}
