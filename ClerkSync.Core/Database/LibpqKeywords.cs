using System.Text;

namespace ClerkSync.Core.Database;

/// <summary>Parses <c>host=… user=… password=… dbname=…</c>, the form of psql and of some vendors' consoles.</summary>
/// <remarks>Source: PostgreSQL documentation, "Keyword/Value Connection Strings"; libpq, <c>conninfo_parse</c>.</remarks>
internal static class LibpqKeywords
{
    /// <summary>The parameters in order; null when the text has another form.</summary>
    /// <remarks>Npgsql's own form shares some names. It has a semicolon after the first value.</remarks>
    public static IReadOnlyList<DatabaseParameter>? Find(string text) =>
        TryRead(text) is [_, ..] parameters
        && parameters.TrueForAll(parameter => DatabaseParameters.IsKnown(parameter.Name))
        && !parameters[0].Value.Contains(';', StringComparison.Ordinal)
            ? parameters
            : null;

    /// <summary>Null when the text does not consist of keywords and values.</summary>
    private static List<DatabaseParameter>? TryRead(string text)
    {
        var parameters = new List<DatabaseParameter>();
        var rest = text.AsSpan().TrimStart();
        while (!rest.IsEmpty)
        {
            var equals = rest.IndexOf('=');
            if (
                equals < 0
                || TryReadValue(rest[(equals + 1)..].TrimStart(), out var value) is not (> -1 and var length)
            )
            {
                return null;
            }

            parameters.Add(new(rest[..equals].Trim().ToString(), value));
            rest = rest[(equals + 1)..].TrimStart()[length..].TrimStart();
        }

        return parameters;
    }

    /// <summary>Reads a value, which may be quoted and have backslashes before quotes, spaces and backslashes.</summary>
    /// <returns>The number of characters that the value takes; -1 when its closing quote is missing.</returns>
    private static int TryReadValue(ReadOnlySpan<char> text, out string value)
    {
        var read = new StringBuilder();
        var isQuoted = text is ['\'', ..];
        var i = isQuoted ? 1 : 0;
        for (; i < text.Length && (isQuoted ? text[i] != '\'' : !char.IsWhiteSpace(text[i])); i++)
        {
            i += text[i] == '\\' && i + 1 < text.Length ? 1 : 0;
            read.Append(text[i]);
        }

        value = read.ToString();
        return !isQuoted ? i
            : i < text.Length ? i + 1
            : -1;
    }
}
