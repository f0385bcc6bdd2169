using System.Text.Json;

namespace ClerkSync.Core.Json;

/// <summary>Compares JSON texts by their content.</summary>
internal static class JsonText
{
    // Longer texts are rare enough to be parsed.
    private const int MostChars = 1024;
    private const int MostMembers = 32;

    // In bytes: enough for ClerkJson.MaxDepth.
    private const int DeepStack = 32 * 1024 * 1024;

    /// <summary>Options for JSON that was read from jsonb, or is not nested deeper than stored JSON.</summary>
    public static JsonDocumentOptions Options { get; } = new() { MaxDepth = ClerkJson.MaxDepth };

    /// <summary>Whether two JSON objects have the same content. jsonb has its own order of keys, form of numbers, and spaces.</summary>
    public static bool AreEqual(string left, string right) =>
        left == right || HaveSameMembers(left, right) || AreEqualParsed(left, right);

    private static bool AreEqualParsed(string left, string right)
    {
        using var leftDocument = JsonDocument.Parse(left, Options);
        using var rightDocument = JsonDocument.Parse(right, Options);
        var (leftRoot, rightRoot) = (leftDocument.RootElement, rightDocument.RootElement);
        try
        {
            return JsonElement.DeepEquals(leftRoot, rightRoot);
        }
        catch (InsufficientExecutionStackException)
        {
            // It recurses for each level, and a stack of 1 MB has room for fewer than 4,000.
            var areEqual = false;
            var thread = new Thread(() => areEqual = JsonElement.DeepEquals(leftRoot, rightRoot), DeepStack);
            thread.Start();
            thread.Join();
            return areEqual;
        }
    }

    /// <summary>Whether each member's text occurs in the other object too, apart from spaces. If not, they may still be equal.</summary>
    /// <remarks>A drift run compares three columns of every user, and parsing them took two fifths of its processor time.</remarks>
    private static bool HaveSameMembers(ReadOnlySpan<char> left, ReadOnlySpan<char> right)
    {
        if (left.Length > MostChars || right.Length > MostChars)
        {
            return false;
        }

        Span<char> leftText = stackalloc char[MostChars];
        Span<char> rightText = stackalloc char[MostChars];
        Span<Range> leftMembers = stackalloc Range[MostMembers];
        Span<Range> rightMembers = stackalloc Range[MostMembers];
        if (
            Split(left, leftText, leftMembers) is not { } count
            || Split(right, rightText, rightMembers) is not { } rightCount
            || count != rightCount
        )
        {
            return false;
        }

        var found = 0u;
        foreach (var range in leftMembers[..count])
        {
            var member = leftText[range];
            var i = 0;
            while (i < count && ((found & (1u << i)) != 0 || !member.SequenceEqual(rightText[rightMembers[i]])))
            {
                i++;
            }

            if (i == count)
            {
                return false;
            }

            found |= 1u << i;
        }

        return true;
    }

    /// <summary>Copies an object without the spaces between its tokens, and finds its members.</summary>
    /// <returns>The number of members; null when there are too many.</returns>
    private static int? Split(ReadOnlySpan<char> json, Span<char> text, Span<Range> members)
    {
        var length = 0;
        var start = 1;
        var count = 0;
        var depth = 0;
        var isInString = false;
        for (var i = 0; i < json.Length; i++)
        {
            var c = json[i];
            if (isInString)
            {
                text[length++] = c;
                if (c == '\\')
                {
                    text[length++] = json[++i];
                }

                isInString = c != '"';
                continue;
            }

            if (c is ' ' or '\t' or '\r' or '\n')
            {
                continue;
            }

            depth += c is '{' or '[' ? 1 : 0;
            depth -= c is '}' or ']' ? 1 : 0;
            if ((c == ',' && depth == 1) || depth == 0)
            {
                if (count == members.Length)
                {
                    return null;
                }

                members[count++] = start..length;
                start = length + 1;
            }

            isInString = c == '"';
            text[length++] = c;
        }

        return count;
    }
}
