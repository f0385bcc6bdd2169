namespace ClerkSync.Core.Json;

/// <summary>Validates ids: 1 to 255 printable ASCII characters, without spaces.</summary>
/// <remarks>
/// Ids of Clerk and Svix have about 32 letters and digits. Postgres cannot store U+0000, and an index cannot hold text of several
/// thousand characters. An invalid id is rejected, not changed.
/// </remarks>
internal static class IdText
{
    private const int MaxLength = 255;

    public static bool IsValid(ReadOnlySpan<char> text) =>
        text.Length is > 0 and <= MaxLength && !text.ContainsAnyExceptInRange('!', '~');
}
