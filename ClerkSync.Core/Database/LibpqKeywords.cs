using System.Text;

namespace ClerkSync.Core.Database;

/// <summary>Takes <c>host=… user=… password=… dbname=…</c> apart, which psql and the consoles of some vendors know.</summary>
/// <remarks>Source: PostgreSQL documentation, "Keyword/Value Connection Strings"; libpq, <c>conninfo_parse</c>.</remarks>
internal static class LibpqKeywords
{
    /// <summary>The parameters in order; null when it is no such text.</summary>
    /// <remarks>
    /// Npgsql's own form has some names in common. What tells the two apart is its semicolon after the first value.
    /// </remarks>
    public static IReadOnlyList<DatabaseParameter>? Find(string text) =>
        TryRead(text) is [_, ..] parameters
        && parameters.TrueForAll(parameter => DatabaseParameters.IsKnown(parameter.Name))
        && !parameters[0].Value.Contains(';', StringComparison.Ordinal)
            ? parameters
            : null;

    /// <summary>Null when it is not made of keywords and values.</summary>
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
    /// <returns>How many characters it takes; -1 when its quote does not end.</returns>
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
