using Microsoft.Extensions.Configuration;

namespace ClerkSync.Core.ApiKeys;

/// <summary>What API keys look like, and how the key of a sign-up is kept until it is revealed.</summary>
public sealed class ApiKeySettings
{
    private const string PrefixSetting = "ClerkSync__ApiKeys__Prefix";
    private const string RevealKeySetting = "ClerkSync__ApiKeys__RevealKey";
    private const int MostPrefixLetters = 20;
    private const int RevealKeyBytes = 32;

    /// <summary>What is taken when nothing is set.</summary>
    public static ApiKeySettings Default { get; } = new("csk_", null);

    private ApiKeySettings(string prefix, byte[]? revealKey) => (Prefix, RevealKey) = (prefix, revealKey);

    /// <summary><c>ClerkSync__ApiKeys__Prefix</c>: what every key begins with.</summary>
    public string Prefix { get; }

    /// <summary><c>ClerkSync__ApiKeys__RevealKey</c>; null keeps no plain key, and then none can be revealed.</summary>
    internal byte[]? RevealKey { get; }

    /// <summary>Reads both.</summary>
    /// <exception cref="SettingException">One is malformed.</exception>
    public static ApiKeySettings Read(IConfiguration configuration) =>
        new(
            ReadPrefix(configuration["ClerkSync:ApiKeys:Prefix"]),
            ReadRevealKey(configuration["ClerkSync:ApiKeys:RevealKey"])
        );

    private static string ReadPrefix(string? value) =>
        value switch
        {
            null or "" => Default.Prefix,
            { Length: <= MostPrefixLetters }
                when value.EndsWith('_')
                    && value.All(letter =>
                        char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter == '_'
                    ) => value,
            _ => throw new SettingException(
                PrefixSetting,
                $"{PrefixSetting} must be up to {MostPrefixLetters} lower case letters, digits and underscores, with an underscore at its end, such as csk_."
            ),
        };

    private static byte[]? ReadRevealKey(string? value)
    {
        if (string.IsNullOrEmpty(value))
        {
            return null;
        }

        var key = new byte[RevealKeyBytes + 1];
        return Convert.TryFromBase64String(value, key, out var length) && length == RevealKeyBytes
            ? key[..RevealKeyBytes]
            : throw new SettingException(
                RevealKeySetting,
                $"{RevealKeySetting} must be {RevealKeyBytes} random bytes as base64. openssl rand -base64 {RevealKeyBytes} makes them."
            );
    }

    /// <summary>Says nothing: one of them is a secret.</summary>
    public override string ToString() => nameof(ApiKeySettings);
}
