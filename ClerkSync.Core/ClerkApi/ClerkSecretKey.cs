namespace ClerkSync.Core.ClerkApi;

/// <summary>The key to Clerk's Backend API. It is not a string, so that nothing prints it by accident.</summary>
public sealed class ClerkSecretKey
{
    /// <summary>The setting's name.</summary>
    public const string Setting = "CLERK_SECRET_KEY";

    private const string Prefix = "sk_";
    private const string LivePrefix = "sk_live_";

    private ClerkSecretKey(string value) => Value = value;

    /// <summary>Whether it belongs to a production instance, which has a higher rate limit.</summary>
    public bool IsLive => Value.StartsWith(LivePrefix, StringComparison.Ordinal);

    internal string Value { get; }

    /// <exception cref="FormatException">It is not a secret key.</exception>
    internal static ClerkSecretKey Parse(string text) =>
        text.StartsWith(Prefix, StringComparison.Ordinal) && text.All(c => c is > ' ' and <= '~')
            ? new ClerkSecretKey(text)
            : throw new FormatException();

    /// <summary>The kind of key, never the key.</summary>
    public override string ToString() => IsLive ? "sk_live_…" : "sk_…";
}
