using Microsoft.Extensions.Configuration;

namespace ClerkSync.Core.ClerkApi;

/// <summary>The key to Clerk's Backend API. It is no string, so that nothing prints it by accident.</summary>
public sealed class ClerkSecretKey
{
    /// <summary>The setting's name.</summary>
    public const string Setting = "CLERK_SECRET_KEY";

    private const string Prefix = "sk_";
    private const string LivePrefix = "sk_live_";

    private ClerkSecretKey(string value) => Value = value;

    /// <summary>Whether it belongs to a production instance, which Clerk allows more requests.</summary>
    public bool IsLive => Value.StartsWith(LivePrefix, StringComparison.Ordinal);

    internal string Value { get; }

    /// <summary>Reads <c>CLERK_SECRET_KEY</c>; null when it is not set.</summary>
    /// <exception cref="SettingException">It is not a secret key.</exception>
    public static ClerkSecretKey? Find(IConfiguration configuration) =>
        configuration[Setting]?.Trim() switch
        {
            null or "" => null,
            var value
                when value.StartsWith(Prefix, StringComparison.Ordinal) && value.All(c => c is > ' ' and <= '~') =>
                new ClerkSecretKey(value),
            _ => throw new SettingException(
                Setting,
                $"{Setting} must be a secret key, which starts with sk_test_ or sk_live_. The API keys page of the Clerk Dashboard shows it."
            ),
        };

    /// <summary>What kind of key it is, never the key.</summary>
    public override string ToString() => IsLive ? "sk_live_…" : "sk_…";
}
