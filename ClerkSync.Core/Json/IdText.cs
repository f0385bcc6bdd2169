namespace ClerkSync.Core.Json;

/// <summary>What is accepted as an id: 1 to 255 printable ASCII characters, without spaces.</summary>
/// <remarks>
/// Clerk's and Svix's have about 32 letters and digits. An index takes no text of several thousand, and Postgres no U+0000: an id is
/// rejected rather than changed.
/// </remarks>
internal static class IdText
{
    private const int MaxLength = 255;

    public static bool IsValid(ReadOnlySpan<char> text) =>
        text.Length is > 0 and <= MaxLength && !text.ContainsAnyExceptInRange('!', '~');
}
