using System.Globalization;

namespace ClerkSync.Core.Disclosure;

/// <summary>Formats a number with the noun that it counts.</summary>
internal static class Counted
{
    /// <summary><c>1 row</c>, and <c>1,200 rows</c>.</summary>
    /// <param name="noun">The singular. The plural has an s.</param>
    public static string Of(long count, string noun, string format = "n0") =>
        $"{count.ToString(format, CultureInfo.InvariantCulture)} {noun}{(count is 1 or -1 ? "" : "s")}";
}
